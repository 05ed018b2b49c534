"""What a model owes about an action, and how code holds it to the texts of action and goals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, TypeAlias

from attrs import frozen
from pydantic import WithJsonSchema

from purpose_coach.alignment.portfolio import Impact, Portfolio, Subject
from purpose_coach.alignment.score import NEUTRAL
from purpose_coach.grounding import misquoted, unfit
from purpose_coach.operation import Objection
from purpose_coach.relevance.port import Relation
from purpose_coach.wire import Answer

__all__ = [
    "ActionAnswer",
    "Asked",
    "Judged",
    "Link",
    "LinkAnswer",
    "Pair",
    "PortfolioAnswer",
    "judgements",
    "leading",
    "link_of",
    "objections",
    "related",
    "salvaged",
]

WHY, ADVICE = 15, 25
"""Words a reason and a piece of advice at most."""

RELATED = 3
"""The level of what is about the same thing: without a model neither more nor less can be told."""

Level = Annotated[int, WithJsonSchema({"enum": [0, 1, 2, 3, 4, 5], "type": "integer"})]

Pair: TypeAlias = tuple[int, int]
"""An action and a target, by their places in the portfolio."""
Asked: TypeAlias = tuple[int, tuple[int, ...]]
"""An action, and the targets that it is to be judged against."""


class LinkAnswer(Answer):
    """One goal that an action supports or works against."""

    goal: int
    impact: Impact
    why: str


class ActionAnswer(Answer):
    """The judgement of one action: a level for each goal that it lists, in that order."""

    action: int
    levels: tuple[Level, ...]
    links: tuple[LinkAnswer, ...]
    quotes: tuple[str, ...]
    advice: str


class SalvagedAction(ActionAnswer):
    """What is left of one; the levels in these places could not be held and count as unrelated."""

    unproven: tuple[int, ...] = ()


class PortfolioAnswer(Answer):
    """One judgement for every action that was asked about."""

    actions: tuple[ActionAnswer, ...]


class Salvaged(PortfolioAnswer):
    """What is left of an answer: not every action need be in it."""


class Judged(Answer):
    """One action held against one target, as it is remembered."""

    level: int
    impact: Impact | None = None
    quotes: tuple[str, ...] = ()
    why: str = ""
    advice: str = ""
    unproven: bool = False


@frozen(kw_only=True)
class Link:
    """A judgement as it is shown: a level, and the words of both texts that it stands on, verbatim."""

    level: int = NEUTRAL
    impact: Impact | None = None
    action_quote: str = ""
    target_quote: str = ""
    why: str = ""
    advice: str = ""


def objections(portfolio: Portfolio, asked: Sequence[Asked], answer: PortfolioAnswer) -> Iterator[Objection]:
    """Every asked action once, a level for each of its goals, true quotes, plain words."""
    wanted = dict(asked)
    given = [judged.action for judged in answer.actions]
    for number, judged in enumerate(answer.actions):
        said, targets = f"action {judged.action}", wanted.get(judged.action)
        if targets is None or given.count(judged.action) > 1:
            yield Objection(f"{said}: judge each listed action exactly once", ("action", number))
        elif len(judged.levels) != len(targets):
            text = f"{said}: give {len(targets)} levels, one for each goal that it lists"
            yield Objection(text, ("action", number))
        else:
            for text, what, place in _faults(portfolio, targets, judged):
                yield Objection(f"{said}{text}", (what, number, place))
    missing = [str(action) for action in wanted if action not in given]
    if missing and not isinstance(answer, Salvaged):
        yield Objection(f"these actions are missing: {', '.join(missing)}", ("missing",))


Fault: TypeAlias = tuple[str, str, int]
"""What is wrong, with which part of the judgement, and the number of that."""


def _faults(portfolio: Portfolio, targets: Sequence[int], judged: ActionAnswer) -> Iterator[Fault]:
    action = portfolio.actions[judged.action]
    shown = {target: portfolio.targets[target] for target in targets}
    for number, quote in enumerate(judged.quotes):
        if not any(subject.found(quote) for subject in (action, *shown.values())):
            yield f": quote {number + 1} is not verbatim in the action or its goals", "quote", number
    yield from _levels(action, shown, judged)
    texts = [part for subject in (action, *shown.values()) for part in subject.parts]
    if judged.advice.strip():
        for reason in _unfit(judged.advice, texts, ADVICE):
            yield f": mend the advice: {reason}", "advice", 0
    yield from _reasons(shown, judged, texts)


def _levels(action: Subject, shown: Mapping[int, Subject], judged: ActionAnswer) -> Iterator[Fault]:
    for place, ((target, subject), level) in enumerate(zip(shown.items(), judged.levels, strict=True)):
        if not 0 <= level <= 5:
            yield f", goal {target}: a level is 0 to 5", "level", place
        elif level != NEUTRAL:
            for part, text in (("action", action), ("goal", subject)):
                if not text.quote(judged.quotes):
                    said = f", goal {target}: level {level} needs a verbatim quote from the long {part}"
                    yield said, "level", place


def _reasons(shown: Mapping[int, Subject], judged: ActionAnswer, texts: Sequence[str]) -> Iterator[Fault]:
    """Each level but unrelated has one link, with a plain reason; links of others are of no use."""
    said = [link.goal for link in judged.links]
    linked = [target for target, level in zip(shown, judged.levels, strict=True) if level != NEUTRAL]
    for number, link in enumerate(judged.links):
        if link.goal in linked and (link.why or not isinstance(judged, SalvagedAction)):
            for reason in _unfit(link.why, texts, WHY):
                yield f", goal {link.goal}: mend the why: {reason}", "why", number
    for target in linked:
        if said.count(target) != 1 and not isinstance(judged, SalvagedAction):
            yield f", goal {target}: give it exactly one link", "link", target


def _unfit(text: str, texts: Sequence[str], limit: int) -> Iterator[str]:
    yield from unfit(text, "\n".join(texts), limit)
    yield from misquoted(text, texts)


def salvaged(answer: PortfolioAnswer, objected: Sequence[Objection]) -> PortfolioAnswer | None:
    """Without what was objected to: a level that loses its quote counts as unrelated; None if none is left.

    An action whose judgement is missing or of the wrong width is left out, and said not to be judged.
    """
    places = {objection.at for objection in objected}
    kept = [
        _salvaged(judged, number, places)
        for number, judged in enumerate(answer.actions)
        if ("action", number) not in places
    ]
    return Salvaged(actions=tuple(kept)) if kept else None


def _salvaged(judged: ActionAnswer, number: int, places: set[tuple[int | str, ...]]) -> SalvagedAction:
    lost = tuple(place for place in range(len(judged.levels)) if ("level", number, place) in places)
    levels = tuple(NEUTRAL if place in lost else level for place, level in enumerate(judged.levels))
    links = (
        link.model_copy(update={"why": ""}) if ("why", number, place) in places else link
        for place, link in enumerate(judged.links)
    )
    quotes = (quote for place, quote in enumerate(judged.quotes) if ("quote", number, place) not in places)
    return SalvagedAction(
        action=judged.action,
        levels=levels,
        links=tuple(links),
        quotes=tuple(quotes),
        advice="" if ("advice", number, 0) in places else judged.advice,
        unproven=lost,
    )


def judgements(asked: Sequence[Asked], answer: PortfolioAnswer) -> Iterator[tuple[Pair, Judged]]:
    """Every pair that the answer judges; the advice goes with the pair that decides it."""
    wanted = dict(asked)
    for judged in answer.actions:
        targets = wanted[judged.action]
        levels = dict(zip(targets, judged.levels, strict=True))
        links = {link.goal: link for link in reversed(judged.links)}
        lost = judged.unproven if isinstance(judged, SalvagedAction) else ()
        for place, (target, level) in enumerate(levels.items()):
            link = links.get(target) if level != NEUTRAL else None
            advised = target == leading(levels)
            yield (
                (judged.action, target),
                Judged(
                    level=level,
                    impact=None if link is None else link.impact,
                    quotes=() if level == NEUTRAL else judged.quotes,
                    why="" if link is None else link.why.strip(),
                    advice=judged.advice.strip() if advised else "",
                    unproven=place in lost,
                ),
            )


def leading(levels: Mapping[int, int]) -> int | None:
    """The target that decides what to do: the worst conflict, else the strongest support."""

    def weight(target: int) -> tuple[bool, int, int]:
        level = levels[target]
        return level >= NEUTRAL, -level if level >= NEUTRAL else level, target

    return min(levels, key=weight, default=None)


def link_of(action: Subject, target: Subject, judged: Judged) -> Link:
    """The judgement with the words that it stands on."""
    if judged.level == NEUTRAL:
        return Link(advice=judged.advice)
    return Link(
        level=judged.level,
        impact=judged.impact,
        action_quote=action.quote(judged.quotes),
        target_quote=target.quote(judged.quotes),
        why=judged.why,
        advice=judged.advice,
    )


def related(action: Subject, target: Subject, relation: Relation) -> Link:
    """What can be said without a model: the two are related, by these words."""
    return Link(
        level=RELATED,
        action_quote=action.found(relation.left) or action.shown,
        target_quote=target.found(relation.right) or target.shown,
    )
