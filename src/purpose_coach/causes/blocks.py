"""The blocks of the methods from their content: questions, causes by category, and counts."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from purpose_coach.causes.frameworks import BONES
from purpose_coach.causes.issue import Issue
from purpose_coach.causes.pareto import overlaps, pareto
from purpose_coach.causes.shapes import (
    Fishbone,
    FishboneCategory,
    FishboneCause,
    FiveWhys,
    Method,
    Methods,
    Pareto,
    ParetoCategory,
    Swot,
)
from purpose_coach.causes.speaking import listed_words, lowered, said
from purpose_coach.repeats import distinct

__all__ = ["Content", "Worded", "blocks", "reasoned"]

KINDS, CHECKS = 6, 2
"""Kinds to count, and checks beside the counting, where nothing is counted yet."""


@frozen
class Worded:
    """A possible cause in its final words, on a bone of the issue's framework."""

    text: str
    bone: int
    behind: tuple[str, ...] = ()
    check: str = ""

    @property
    def checked(self) -> str:
        """The cause, with how one would know."""
        return f"{self.text}. To check: {lowered(self.check)}" if self.check else self.text


@frozen(kw_only=True)
class Content:
    """What fills the blocks, a model's words or our own."""

    questions: tuple[str, ...]
    causes: tuple[Worded, ...]
    likely: tuple[Worded, ...]
    swot: Swot


def blocks(issue: Issue, method: Method, content: Content) -> Methods:
    """The block of one method, and no other."""
    match method:
        case "five_whys":
            roots = tuple(one.checked for one in content.likely)
            return Methods(
                five_whys=FiveWhys(suggested_questions=content.questions, potential_root_causes=roots)
            )
        case "fishbone":
            return Methods(fishbone=_fishbone(issue, content))
        case "pareto":
            return Methods(pareto=pareto(issue.counts) if issue.counts else _to_collect(issue, content))
        case "swot":
            return Methods(swot=content.swot)


def _fishbone(issue: Issue, content: Content) -> Fishbone:
    named = BONES[issue.framework]
    return Fishbone(
        problem_statement=_problem(issue),
        framework=issue.framework,
        categories=tuple(
            FishboneCategory(
                name=name,
                causes=tuple(
                    FishboneCause(cause=one.text, sub_causes=one.behind)
                    for one in content.causes
                    if one.bone == bone
                ),
            )
            for bone, name in enumerate(named)
            if any(one.bone == bone for one in content.causes)
        ),
        most_likely_causes=tuple(one.text for one in content.likely),
    )


def _problem(issue: Issue) -> str:
    """The issue in its own words: the title, and what the description says first."""
    first = said(issue.description, 24)
    return f"{issue.called}: {first}" if first and first != issue.called else issue.called


def _to_collect(issue: Issue, content: Content) -> Pareto:
    """What to count, where the text counts nothing by kind: the possible causes, and no number."""
    where = f" in {issue.area}" if issue.area else ""
    checks = distinct(one.check for one in content.likely if one.check)[:CHECKS]
    return Pareto(
        measure=f"cases of {issue.called}",
        source="toCollect",
        categories=tuple(ParetoCategory(cause=one.text) for one in content.causes[:KINDS]),
        data_to_collect=(
            f"Each new case of {issue.called}{where}: date, place, and the one cause that fits it best",
            "The cases that none of these causes fits, under other, with a word on why",
            *checks,
        ),
    )


def reasoned(issue: Issue, place: int, content: Content, quote: str = "") -> str:
    """Why this method, by the signals that were found, and where to begin with it."""
    fit = issue.offered[place]
    found = [f"{signal.name}{_shown(signal.words)}" for signal in fit.signals[:3]]
    because = "; ".join(found) or _else(issue)
    chosen = f" It comes first because of {quote}." if quote else ""
    return f"{_LEADS[fit.method]}: {because}.{chosen} {_begin(issue, fit.method, content)}"


_LEADS: dict[Method, str] = {
    "five_whys": "Asking why step by step fits a chain of cause and effect",
    "fishbone": "A fishbone fits where several factors may act together",
    "pareto": "A Pareto fits where many cases differ in kind and few kinds weigh most",
    "swot": "A SWOT fits where forces from outside meet what we can do",
}


def _else(issue: Issue) -> str:
    """Why a method is offered that no signal calls for: it goes on where the first one ends."""
    if issue.counts is None:
        return "nothing in the text speaks against it"
    return f"it goes behind what is counted most ({issue.counts.kinds[0].label})"


def _shown(words: Sequence[str]) -> str:
    quotes = [quote for word in words if (quote := said(word))]
    return f" ({listed_words(quotes)})" if quotes else ""


def _begin(issue: Issue, method: Method, content: Content) -> str:
    first = f"{content.likely[0].checked}."
    match method:
        case "pareto" if issue.counts is not None:
            few = listed_words(pareto(issue.counts).vital_few)
            share = "of all that was named" if overlaps(issue.counts) else "of the cases"
            return f"Begin with what makes up most {share}: {few}."
        case "pareto":
            return "Nothing is counted by kind yet: begin by counting each new case under one cause."
        case "swot":
            return f"Begin with the threats, and ask which weakness lets each in. {first}"
        case "five_whys":
            return f"Ask those who were there, one answer at a time. {first}"
        case "fishbone":
            return f"Begin with the likeliest cause. {first}"
