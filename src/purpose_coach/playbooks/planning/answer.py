"""What a model owes for a plan of action, what is held against it, and what is left when it does not hold.

A model is asked for the actions: their kind, effect and ease on small scales, hours and cost as estimates
within the bounds, people and current actions by number, and the words. Totals, order, priority and
confidence are not its business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from attrs import frozen

from purpose_coach.grounding import instructs, misquoted, unfit
from purpose_coach.operation import Objection
from purpose_coach.playbooks.actions import Kind
from purpose_coach.playbooks.planning.means import Means, plain
from purpose_coach.playbooks.planning.order import Step, circular, feasibility, surplus
from purpose_coach.repeats import repeated
from purpose_coach.wire import Answer

__all__ = ["MOST", "ActionsAnswer", "Ground", "Rest", "SuggestedAction", "objections", "rest_of", "steps"]

LEAST, MOST = 3, 6
"""Actions of a plan."""
LONGEST, SHORTEST = 2000, 0.25
"""Hours of an action, where no timeline says less."""
WORDS = {"title": 14, "description": 60, "reason": 45, "expect": 35, "measure": 35}
RISK, ROLE, RISKS = 25, 8, 3
Scale = Literal[1, 2, 3]


class SuggestedAction(Answer):
    """One action."""

    title: str
    kind: Kind
    description: str
    reason: str
    effect: Scale
    ease: Scale
    hours: float
    cost: float | None
    who: tuple[int, ...]
    role: str
    after: tuple[int, ...]
    current: tuple[int, ...]
    expect: str
    measure: str
    risks: tuple[str, ...]


class ActionsAnswer(Answer):
    """The actions of a plan, numbered from 0."""

    actions: tuple[SuggestedAction, ...]


class Rest(ActionsAnswer):
    """What holds of an answer: code fills in what is blank or missing."""


@frozen(kw_only=True)
class Ground:
    """What an answer is held against: the request's texts, its means and its current actions."""

    texts: tuple[str, ...]
    means: Means
    current: tuple[str, ...]

    @property
    def source(self) -> str:
        """All texts in one, whose numbers may be used."""
        return "\n".join(self.texts)


def steps(actions: Sequence[SuggestedAction], means: Means) -> list[Step]:
    """The actions as the order sees them, estimates rounded; no cost without a budget."""
    return [
        Step(
            kind=action.kind,
            effect=action.effect,
            feasibility=feasibility(action.ease, staffed=bool(action.who) or not means.people),
            hours=plain(action.hours),
            cost=None if action.cost is None or means.budget is None else plain(action.cost),
            after=frozenset(action.after),
        )
        for action in actions
    ]


def objections(answer: ActionsAnswer, ground: Ground) -> Iterator[Objection]:
    """Everything that does not hold; of the rest of an answer nothing is asked that code can fill in."""
    actions = answer.actions[:MOST]
    if len(answer.actions) > MOST:
        yield Objection(f"give at most {MOST} actions", ("most",))
    single = [one for number in range(len(actions)) for one in _single(number, answer, ground)]
    yield from single
    # What goes anyway takes neither hours nor money.
    gone = {int(one.at[1]) for one in single if one.at[0] == "action"}
    yield from _together(actions, ground.means, gone)
    if not isinstance(answer, Rest):
        yield from _coverage(actions)


def _single(number: int, answer: ActionsAnswer, ground: Ground) -> Iterator[Objection]:
    """What does not hold of one action, whatever the others hold for themselves."""
    action, earlier = answer.actions[number], [other.title for other in answer.actions[:number]]
    yield from _estimates(number, action, ground.means)
    yield from _places(number, action, len(answer.actions[:MOST]), ground)
    yield from _words(number, action, ground, whole=not isinstance(answer, Rest))
    if (other := repeated(action.title, (*ground.current, *earlier))) is not None:
        said = f"action {number} repeats {other[:80]!r}: propose something else"
        yield Objection(said, ("action", number))


def _estimates(number: int, action: SuggestedAction, means: Means) -> Iterator[Objection]:
    most = min(LONGEST, means.hours or LONGEST)
    if not SHORTEST <= action.hours <= most:
        said = (
            f"action {number}: hours must be {SHORTEST} to {most:g}, what the people and the timeline allow"
        )
        yield Objection(said, ("action", number))
    if action.cost is not None and (
        action.cost < 0 or (means.budget is not None and action.cost > means.budget)
    ):
        yield Objection(
            f"action {number}: the cost must be 0 or more and within the budget", ("action", number)
        )


def _places(number: int, action: SuggestedAction, count: int, ground: Ground) -> Iterator[Objection]:
    """Numbers that point at nothing."""
    known = {"who": len(ground.means.people), "current": len(ground.current), "after": count}
    for name, length in known.items():
        places: tuple[int, ...] = getattr(action, name)
        if any(not 0 <= place < length for place in places) or (name == "after" and number in places):
            yield Objection(f"action {number}: {name!r} names what is not listed", (name, number))


def _words(number: int, action: SuggestedAction, ground: Ground, *, whole: bool) -> Iterator[Objection]:
    for name, limit in WORDS.items():
        text: str = getattr(action, name)
        if text or whole or name in {"title", "description"}:
            at = ("action", number) if name in {"title", "description"} else (name, number)
            yield from _wording(f"action {number}, {name}", text, ground, limit, at)
    if action.role or (whole and not action.who):
        yield from _wording(f"action {number}, role", action.role, ground, ROLE, ("role", number))
    for place, risk in enumerate(action.risks[:RISKS]):
        yield from _wording(f"action {number}, risk {place}", risk, ground, RISK, ("risk", number, place))


def _wording(
    what: str, text: str, ground: Ground, limit: int, at: tuple[int | str, ...]
) -> Iterator[Objection]:
    for reason in (*unfit(text, ground.source, limit), *misquoted(text, ground.texts)):
        yield Objection(f"{what}: {reason}", at)
    if instructs(text):
        yield Objection(f"{what}: it gives instructions to a model, not to the business", at)


def _together(actions: Sequence[SuggestedAction], means: Means, gone: set[int]) -> Iterator[Objection]:
    """What each action alone does not show: waiting in a circle, too many hours, too much money."""
    every = steps(actions, means)
    for number in circular(every):
        if all(place < len(every) for place in every[number].after):
            yield Objection(f"action {number} waits for itself, by 'after'", ("after", number))
    if out := surplus(every, means.hours, means.budget, gone):
        said = "all actions together must fit the budget, and the hours of the people within the timeline"
        yield Objection(f"{said}: give fewer or smaller ones", ("drop", *out))


def _coverage(actions: Sequence[SuggestedAction]) -> Iterator[Objection]:
    if len(actions) < LEAST:
        yield Objection(f"give at least {LEAST} actions", ("plan",))
    for kind in ("correct", "verify"):
        if all(action.kind != kind for action in actions):
            yield Objection(f"at least one action must be of the kind {kind!r}", ("plan",))


def rest_of(answer: ActionsAnswer, found: Sequence[Objection]) -> Rest | None:
    """The answer without what was objected to, and without what waits for an action that went."""
    places = {objection.at for objection in found}
    actions = [_mended(number, action, places) for number, action in enumerate(answer.actions[:MOST])]
    dropped = {place for at in places if at[:1] == ("drop",) for place in at[1:]}
    gone = {number for number in range(len(actions)) if ("action", number) in places or number in dropped}
    while more := {n for n, action in enumerate(actions) if n not in gone and gone & set(action.after)}:
        gone |= more
    kept = [number for number in range(len(actions)) if number not in gone]
    again = {number: place for place, number in enumerate(kept)}
    left = (actions[number] for number in kept)
    moved = tuple(one.model_copy(update={"after": tuple(again[at] for at in one.after)}) for one in left)
    return Rest(actions=moved) if moved else None


def _mended(number: int, action: SuggestedAction, places: set[tuple[int | str, ...]]) -> SuggestedAction:
    """The action without the numbers and the words that were objected to."""
    blanks = {"who": (), "current": (), "after": (), "role": "", "reason": "", "expect": "", "measure": ""}
    changed: dict[str, object] = {name: blank for name, blank in blanks.items() if (name, number) in places}
    changed["risks"] = tuple(
        risk for place, risk in enumerate(action.risks[:RISKS]) if ("risk", number, place) not in places
    )
    return action.model_copy(update=changed)
