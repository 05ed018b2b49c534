"""All actions with their standings, the first to do first, wherever each stood in the request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from attrs import asdict, frozen

from purpose_coach.amounts import money
from purpose_coach.confidence import confidence
from purpose_coach.grounding import blank, fold
from purpose_coach.priorities.levels import Level, closed, level
from purpose_coach.priorities.shapes import ActionToPrioritize, PrioritizationContext
from purpose_coach.priorities.standing import Item, Standing, standing
from purpose_coach.priorities.waiting import waiting_for

__all__ = ["Queued", "queue"]

CERTAINTY, MARGIN = 0.6, 0.3
"""A level at the edge of the next is 0.6 certain, one a point or more away 0.9 ..."""
MOVED = 0.8
"""... and this much of it is left where a model sees it differently."""
POINTS = ("impact", "urgency", "goals", "unblocks", "effort")


@frozen(kw_only=True)
class Queued:
    """An action with its standing."""

    sent: ActionToPrioritize
    standing: Standing
    goals: tuple[str, ...]
    """The goals that it serves, as the request names them."""
    waiting: tuple[str, ...]
    """Titles of the open actions that wait for it, sorted."""
    closed: bool

    @property
    def current(self) -> Level:
        """What its current priority was read as; medium where it cannot be read."""
        return level(self.sent.current_priority or "") or "medium"

    @property
    def value(self) -> float | None:
        """The one amount of money that its impact names; of several nobody says which it would be."""
        amounts = money(self.sent.impact or "")
        return amounts[0] if len(amounts) == 1 else None

    def confidence(self, *, moved: bool) -> float:
        """How sure its level is: how far from the next one, what could be read, whether a model moved it."""
        if self.closed:
            return 1.0
        told = not blank(self.sent.title), self.standing.days is not None, bool(self.goals)
        read = ("impact" not in self.standing.guessed, "effort" not in self.standing.guessed)
        complete = sum((*told, *read)) / 5
        certainty = CERTAINTY + MARGIN * min(1.0, self.standing.margin)
        return confidence(certainty * (MOVED if moved else 1.0), complete)

    @property
    def evidence(self) -> dict[str, Any]:
        """The points behind its level."""
        points = asdict(self.standing, filter=lambda part, _: part.name in POINTS)
        guessed = list(self.standing.guessed)
        return {
            "actionId": self.sent.id,
            **points,
            "score": self.standing.score,
            "level": self.standing.level,
            "guessed": guessed,
        }


def queue(
    actions: Sequence[ActionToPrioritize], context: PrioritizationContext, today: date
) -> tuple[Queued, ...]:
    """Open before closed, then by points, then by date; equal ones by id and by what was sent."""
    open_ = [not closed(action.status or "") for action in actions]
    names = [(action.id, action.title) for action in actions]
    waiting = waiting_for(names, [action.dependencies or () for action in actions])
    queued = [
        _queued(action, [actions[other].title for other in waits if open_[other]], context, today)
        for action, waits in zip(actions, waiting, strict=True)
    ]
    return tuple(sorted(queued, key=_order))


def _queued(
    action: ActionToPrioritize, waiting: Sequence[str], context: PrioritizationContext, today: date
) -> Queued:
    goals = tuple(_goals(action.linked_goals or (), context.current_goals or ()))
    item = Item(
        title=action.title,
        impact=action.impact or "",
        effort=action.effort or "",
        due=action.due_date or "",
        goals=len(goals),
        unblocks=len(waiting),
    )
    return Queued(
        sent=action,
        standing=standing(item, today, [text for text in context.urgent_deadlines or () if not blank(text)]),
        goals=goals,
        waiting=tuple(sorted(waiting)),
        closed=closed(action.status or ""),
    )


def _goals(linked: Sequence[str], current: Sequence[str]) -> Iterator[str]:
    """Each linked goal once, past ones left out.

    Where some are named as current goals are, the others are past; ids, which cannot be compared, all count.
    """
    by_name = {fold(text): text for text in current if not blank(text)}
    distinct = {fold(text): text for text in linked if not blank(text)}
    known = distinct.keys() & by_name.keys()
    yield from (text for key, text in sorted(distinct.items()) if not known or key in known)


def _order(queued: Queued) -> tuple[bool, float, int, str, str]:
    days = queued.standing.days
    due = 10**6 if days is None else days
    return queued.closed, -queued.standing.score, due, queued.sent.id, queued.sent.model_dump_json()
