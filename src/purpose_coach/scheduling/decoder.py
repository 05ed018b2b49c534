"""From an order to dates: serial schedule generation, and the only place where times are made.

Each action in turn begins as early as its person, what it waits for and the team's week allow (Kolisch,
"Serial and parallel resource-constrained project scheduling methods revisited", 1996). So whatever
proposes an order, a rule, a search or a solver, can cost quality and never feasibility.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from typing import TypeAlias

from attrs import frozen

from purpose_coach.scheduling.ledger import Ledger
from purpose_coach.scheduling.problem import Problem

__all__ = ["Pieces", "Timing", "decode", "fitting"]

Pieces: TypeAlias = tuple[tuple[int, int], ...]


@frozen(eq=False)
class Timing:
    """When each action happens, in units on the team's axis."""

    order: tuple[int, ...]
    """In which they were placed; each person does his in this order."""
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    own: tuple[Pieces, ...]
    """Its pieces on the person's own axis; none where it takes no time."""

    @property
    def span(self) -> int:
        """The end of the last action."""
        return max(self.ends, default=0)


def fitting(problem: Problem, order: Iterable[int]) -> list[int]:
    """The order as near as dependencies allow; what it leaves out comes last."""
    places = {number: place for place, number in enumerate(dict.fromkeys(order))}
    rank = [places.get(number, len(places) + number) for number in range(problem.size)]
    waiting = [len(each) for each in problem.before]
    ready = [(rank[number], number) for number in range(problem.size) if not waiting[number]]
    heapify(ready)
    found: list[int] = []
    while ready:
        _, number = heappop(ready)
        found.append(number)
        for each in problem.after[number]:
            waiting[each] -= 1
            if not waiting[each]:
                heappush(ready, (rank[each], each))
    return found


def decode(problem: Problem, order: Sequence[int], release: Sequence[int] | None = None) -> Timing:
    """The times of an order in which every action comes after what it waits for.

    `release` are points of the team's axis before which actions may not begin.
    """
    ledger = None if problem.capacity is None else Ledger(problem.capacity)
    begins, ends = [0] * problem.size, [0] * problem.size
    own: list[Pieces] = [()] * problem.size
    free = [0] * len(problem.times)
    for number in order:
        person, length = problem.people[number], problem.lengths[number]
        time = problem.times[person]
        ready = max((ends[each] for each in problem.before[number]), default=0)
        if release is not None:
            ready = max(ready, release[number])
        if not length:
            begins[number] = ends[number] = time.instant(ready)
            continue
        start = max(free[person], time.own(ready))
        pieces: Pieces = ((start, start + length),)
        if ledger is not None:
            pieces = tuple(ledger.place(person, time, start, length))
        own[number] = pieces
        free[person] = pieces[-1][1]
        begins[number], ends[number] = time.begin(pieces[0][0]), time.end(free[person])
    return Timing(tuple(order), tuple(begins), tuple(ends), tuple(own))
