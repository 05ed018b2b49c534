"""What code says itself of an issue's causes: questions, causes, strengths and threats.

Made of the issue's own words first and of the playbook's after them. Every cause is a possibility, with
what to look at; nothing is claimed that the request does not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from attrs import frozen

from purpose_coach.causes.issue import Issue
from purpose_coach.causes.possible import Known, Possible, contrast, from_book, own_causes, spread
from purpose_coach.causes.shapes import Swot
from purpose_coach.causes.speaking import lowered, said
from purpose_coach.grounding import numbers
from purpose_coach.repeats import distinct

__all__ = ["Draft", "drafted"]

QUESTIONS, LIKELY, FIRST, EACH = 5, 3, 2, 3
"""Questions at most; causes called the likeliest, and how many of them the text offers; entries of a list."""

_STRONG = re.compile(
    r"\b(?:loyal|skilled|experienced|strong|well known|trusted|proud|motivated|good reputation)\b",
    re.IGNORECASE,
)


@frozen
class Draft:
    """The content of all blocks, without a model."""

    questions: tuple[str, ...]
    causes: tuple[Possible, ...]
    """The likeliest first."""
    swot: Swot

    @property
    def likely(self) -> tuple[Possible, ...]:
        """The causes to look at first."""
        return self.causes[:LIKELY]


def drafted(issue: Issue, found: Sequence[Known], spare: Sequence[Known]) -> Draft:
    """The draft from the playbook's causes that fit, the best first, and those that fit any issue."""
    own = own_causes(issue.title, issue.description, issue.counts)
    known, filling = [from_book(one) for one in found], [from_book(one) for one in spare]
    causes = spread([*own[:FIRST], *known[:1]], [*own[FIRST:], *known[1:]], filling, issue.framework)
    guide = found[0] if found else _for(own, spare)
    return Draft(
        questions=tuple(_questions(issue, own, guide)),
        causes=tuple(causes),
        swot=_swot(issue, causes, (*found, *spare)),
    )


def _for(own: Sequence[Possible], spare: Sequence[Known]) -> Known | None:
    """Where the playbook has nothing closer: its general entry for what the text speaks of first."""
    category = own[0].category if own else "method"
    return next((one for one in spare if one.category == category), None)


def _questions(issue: Issue, own: Sequence[Possible], guide: Known | None) -> list[str]:
    """From the issue to what the text offers, to a likely cause and behind it: each about the last answer."""
    asked = [f"Why does {issue.called} happen where and when it does?"]
    if own:
        asked.append(own[0].why)
    if place := contrast(issue.description):
        asked.append(f"Then why is it otherwise here: {place}?")
    if guide is not None:
        first, second = guide.whys
        asked += [f"Then {lowered(first)}", f"And {lowered(second)}"]
    if len(asked) < QUESTIONS:
        asked.append(_last(issue))
    return asked[:QUESTIONS]


def _last(issue: Issue) -> str:
    """What lets it happen: the last why is about the system and not about the case."""
    if issue.under_way:
        return f"And why would {issue.under_way[0]}, under way already, not reach that cause?"
    where = f" in {issue.area}" if issue.area else ""
    return f"And why did nothing{where} show that cause earlier?"


def _swot(issue: Issue, causes: Sequence[Possible], known: Sequence[Known]) -> Swot:
    inside = [one.text for one in causes if one.category != "environment"]
    outside = [one.text for one in causes if one.category == "environment"]
    outside += [one.cause for one in known if one.category == "environment"]
    chances = [one.gain for one in known]
    return Swot(
        strengths=_some(_strengths(issue)),
        weaknesses=_some(inside or [f"What lies behind {issue.called} is not known yet"]),
        opportunities=_some(chances or [f"Who understands {issue.called} first can mend it first"]),
        threats=_some(chain([_unmended(issue)], outside)),
    )


def _some(texts: Iterator[str] | Sequence[str] | chain[str]) -> tuple[str, ...]:
    return tuple(distinct(texts)[:EACH])


def _unmended(issue: Issue) -> str:
    """What happens when nothing is done, as far as the request says."""
    rated = f", rated {said(issue.impact)} in its impact," if said(issue.impact) else ""
    where = f" to {issue.area}" if issue.area else ""
    return f"Left alone, {issue.called}{rated} stays a risk{where}"


def _strengths(issue: Issue) -> Iterator[str]:
    """What one can build on: strengths that are named, work under way, a comparison, figures, a reporter."""
    for sentence in re.split(r"(?<=[.!?])\s+|\n", issue.description):
        if _STRONG.search(sentence) and (quote := said(sentence, 20)):
            yield f"The text names something to build on: {quote}"
    for action in issue.under_way[:2]:
        yield f"Work is under way already: {action}"
    if place := contrast(issue.description):
        yield f"There is something to compare with: {place}"
    if issue.counts is not None:
        yield f"It has been counted: {issue.counts.measure}, by kind"
    elif numbers(issue.description):
        yield f"It is measured, so a change will show: {said(issue.description) or issue.called}"
    if reporter := said(issue.reporter):
        yield f"Somebody who knows it has raised it: {reporter}"
    yield f"It has been put into words, so that it can be worked on: {issue.called}"
