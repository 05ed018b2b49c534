"""Priority rules: orders that are good at once, for any size.

Parallel schedule generation: whoever is free takes the most pressing action that is ready. The rules are
those that Kolisch (1996) and Browning and Yassine (2010) found best, and weighted ones of machine
scheduling; each is the right one for some portfolios, so all are tried and the best plan is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from types import MappingProxyType
from typing import Final, TypeAlias

from purpose_coach.scheduling.problem import Problem, sorted_out
from purpose_coach.scheduling.schedule import UNITS

__all__ = [
    "NEVER",
    "RULES",
    "Rule",
    "due_ends",
    "goal_ends",
    "heads",
    "latest",
    "orders",
    "parallel",
    "tails",
]

Rule: TypeAlias = Callable[[Problem], Sequence[float]]
"""For each action how pressing it is: the smaller, the sooner."""

NEVER: Final = 1 << 60
"""A point after all others."""


def tails(problem: Problem) -> list[int]:
    """The work, in units, of the longest chain that begins with each action."""
    found = [0] * problem.size
    for number in reversed(sorted_out(problem.before, problem.after)):
        later = max((found[each] for each in problem.after[number]), default=0)
        found[number] = problem.lengths[number] + later
    return found


def heads(problem: Problem) -> list[int]:
    """When each action could begin if nobody had to share his time with another, on the team's axis."""
    ends = [0] * problem.size
    found = [0] * problem.size
    for number in sorted_out(problem.before, problem.after):
        time, length = problem.times[problem.people[number]], problem.lengths[number]
        ready = max((ends[each] for each in problem.before[number]), default=0)
        if length:
            start = time.own(ready)
            found[number], ends[number] = time.begin(start), time.end(start + length)
        else:
            found[number] = ends[number] = time.instant(ready)
    return found


def latest(problem: Problem, ends: Sequence[int]) -> list[int]:
    """When each action must end, on the team's axis, for it and all that waits for it to keep `ends`.

    `NEVER` is the end of what need not end.
    """
    found = list(ends)
    for number in reversed(sorted_out(problem.before, problem.after)):
        for each in problem.after[number]:
            if found[each] == NEVER:
                continue
            time, length = problem.times[problem.people[each]], problem.lengths[each]
            start = time.begin(time.own(found[each]) - length) if length else found[each]
            found[number] = min(found[number], start)
    return found


def goal_ends(problem: Problem, late: Sequence[int] | None = None) -> list[int]:
    """By what point the milestones, each so many days late, want each action to end."""
    found = [NEVER] * problem.size
    for goal, days in zip(problem.goals, late or [0] * len(problem.goals), strict=True):
        for number in goal.scope:
            found[number] = min(found[number], (goal.day + days + 1) * UNITS)
    return found


def due_ends(problem: Problem) -> list[int]:
    """By what point its own due date wants each action to end."""
    return [NEVER if due is None else (due + 1) * UNITS for due in problem.dues]


def _critical_path(problem: Problem) -> list[float]:
    return [-tail for tail in tails(problem)]


def _milestones(problem: Problem) -> list[float]:
    return list(latest(problem, goal_ends(problem)))


def _due_dates(problem: Problem) -> list[float]:
    return list(latest(problem, due_ends(problem)))


def _slack(problem: Problem) -> list[float]:
    ends = [min(pair) for pair in zip(goal_ends(problem), due_ends(problem), strict=True)]
    pairs = zip(latest(problem, ends), heads(problem), problem.lengths, strict=True)
    return [late - head - length for late, head, length in pairs]


def _weighted(problem: Problem) -> list[float]:
    """Shortest weighted work first (Smith, 1956), with the weight of all that waits for it."""
    return [
        -weight / (length or 1) for weight, length in zip(_unlocked(problem), problem.lengths, strict=True)
    ]


def _weighted_chain(problem: Problem) -> list[float]:
    """As `_weighted`, by the whole work that must be done before all that weight is earned."""
    return [-weight / (tail or 1) for weight, tail in zip(_unlocked(problem), tails(problem), strict=True)]


def _most_work(problem: Problem) -> list[float]:
    """Longest first: what is hard to place is placed while there is room."""
    return [-length for length in problem.lengths]


def _unlocked(problem: Problem) -> list[int]:
    """The weight of each action and, once for each way there, of what waits for it (Resch's rank weight)."""
    found = list(problem.weights)
    for number in reversed(sorted_out(problem.before, problem.after)):
        found[number] = min(NEVER, found[number] + sum(found[each] for each in problem.after[number]))
    return found


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "critical path": _critical_path,
        "milestones": _milestones,
        "due dates": _due_dates,
        "slack": _slack,
        "weighted": _weighted,
        "weighted chain": _weighted_chain,
        "most work": _most_work,
    }
)


def parallel(problem: Problem, pressing: Sequence[float]) -> list[int]:
    """The order in which actions begin if nobody ever waits while something is ready for him.

    The team's capacity is left to the decoder.
    """
    return _Day(problem, pressing).run()


class _Day:
    """What happens one after another: actions become ready, and people choose what to do next."""

    def __init__(self, problem: Problem, pressing: Sequence[float]) -> None:
        self._problem = problem
        self._pressing = pressing
        self._order: list[int] = []
        self._waiting = [len(each) for each in problem.before]
        self._ready = [0] * problem.size
        self._free = [0] * len(problem.times)
        self._bags: list[list[tuple[float, int]]] = [[] for _ in problem.times]
        self._events: list[tuple[int, bool, int]] = []
        """When; whether somebody chooses (else something is ready); who or which."""

    def run(self) -> list[int]:
        """The order in which all are begun."""
        for number, count in enumerate(self._waiting):
            if not count:
                self._events.append((0, False, number))
        while self._events:
            point, chooses, which = heappop(self._events)
            if chooses:
                self._choose(point, which)
            elif self._problem.lengths[which]:
                person = self._problem.people[which]
                heappush(self._bags[person], (self._pressing[which], which))
                heappush(self._events, (max(point, self._free[person]), True, person))
            else:
                self._place(which, self._problem.times[self._problem.people[which]].instant(point))
        return self._order

    def _choose(self, point: int, person: int) -> None:
        if not self._bags[person] or self._free[person] > point:
            return
        time = self._problem.times[person]
        self._free[person] = time.begin(time.own(point))
        if self._free[person] == point:  # else he is away, and chooses when he is back
            _, number = heappop(self._bags[person])
            self._free[person] = time.end(time.own(point) + self._problem.lengths[number])
            self._place(number, self._free[person])
        heappush(self._events, (self._free[person], True, person))

    def _place(self, number: int, end: int) -> None:
        self._order.append(number)
        for each in self._problem.after[number]:
            self._waiting[each] -= 1
            self._ready[each] = max(self._ready[each], end)
            if not self._waiting[each]:
                heappush(self._events, (self._ready[each], False, each))


def orders(problem: Problem) -> Iterator[tuple[str, list[int]]]:
    """The orders of all rules, each with its rule's name."""
    for name, rule in RULES.items():
        yield name, parallel(problem, rule(problem))
