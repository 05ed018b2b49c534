"""The numbers that are planned with: what is left of a request when names and dates are read.

Actions and people are numbered in the order of their ids, so that the plan does not depend on the
order in which a request lists them. Times are units on the team's axis (`calendar.OwnTime`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from attrs import frozen

from purpose_coach.scheduling.calendar import Days, OwnTime
from purpose_coach.scheduling.shapes import Objective

__all__ = ["Capacity", "Goal", "Problem", "inverted", "sorted_out"]


@frozen
class Goal:
    """A milestone: the team's day (by number) by whose end it is due, and its actions, all of them."""

    day: int
    scope: tuple[int, ...]


@frozen
class Capacity:
    """Work that the whole team may do in an ISO week, in a unit that makes every rate whole."""

    week: int
    rates: tuple[int, ...]
    """What one unit of each person's time is of it."""


@frozen(kw_only=True, eq=False)
class Problem:
    """A portfolio as numbers; of each tuple over actions, the place is the action's number."""

    ids: tuple[str, ...]
    """Sorted."""
    lengths: tuple[int, ...]
    """Units of the person's own time; 0 takes nobody's time."""
    people: tuple[int, ...]
    """Who does it: a place in `times`."""
    times: tuple[OwnTime, ...]
    before: tuple[tuple[int, ...], ...]
    """What must be finished first; without cycles."""
    weights: tuple[int, ...]
    dues: tuple[int | None, ...]
    """The team's day by whose end it should be finished; negative numbers are past."""
    wishes: tuple[int | None, ...]
    """The team's day on which it was to start so far."""
    goals: tuple[Goal, ...]
    days: Days
    """The team's days."""
    capacity: Capacity | None = None
    objective: Objective = "commitments"

    @cached_property
    def after(self) -> tuple[tuple[int, ...], ...]:
        """What waits for each action."""
        return inverted(self.before)

    @property
    def size(self) -> int:
        """How many actions are planned."""
        return len(self.ids)

    def content(self) -> str:
        """All numbers of the problem as text: what a search is seeded with."""
        parts = (self.lengths, self.people, self.before, self.weights, self.dues, self.wishes, self.goals)
        return repr((*parts, self.capacity, self.objective))


def inverted(before: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """For each number those whose entry holds it."""
    after: list[list[int]] = [[] for _ in before]
    for number, earlier in enumerate(before):
        for each in earlier:
            after[each].append(number)
    return tuple(tuple(each) for each in after)


def sorted_out(before: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> list[int]:
    """The numbers with nothing before what it waits for; those of a cycle are left out."""
    waiting = [len(each) for each in before]
    order = [number for number, count in enumerate(waiting) if not count]
    for number in order:
        for each in after[number]:
            waiting[each] -= 1
            if not waiting[each]:
                order.append(each)
    return order
