"""What no plan can do better: the days by which a milestone must be late, and whose work is too much.

With a milestone's date moved, dependencies alone give each action a window; what each person has to do
within windows must fit into his hours. The test is that of one machine with interruptions (Jackson's
preemptive schedule, as Carlier and Pinson, 1989, use it), made on the person's own time, so that it
is exact about calendars. The least move with which it passes bounds every plan.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from heapq import heappop, heappush
from typing import TypeAlias

from attrs import frozen

from purpose_coach.scheduling.problem import Goal, Problem
from purpose_coach.scheduling.rules import NEVER, heads, latest
from purpose_coach.scheduling.schedule import UNITS

__all__ = ["Excess", "excess", "least_late", "least_span"]

Window: TypeAlias = tuple[int, int, int, int]
"""Earliest begin and latest end on the person's own axis, length, and the action's number."""


@frozen
class Excess:
    """Work that does not fit between two points of the team's axis."""

    person: int | None
    """Who has too much; None where it is a chain of dependencies that is too long."""
    actions: tuple[int, ...]
    begin: int
    end: int
    work: int
    """In units of the person's own time; of a chain, of the team's."""
    room: int


def least_late(problem: Problem, goal: Goal, late: int) -> int:
    """The least days by which any plan is late for the goal, where one is known that is `late`."""
    early = heads(problem)
    return bisect_left(range(late), True, key=lambda days: _fits(problem, early, _ends(problem, goal, days)))


def least_span(problem: Problem, span: int) -> int:
    """The least end of all work, where a plan is known that ends at `span`."""
    early = heads(problem)
    return bisect_left(range(span), True, key=lambda end: _fits(problem, early, [end] * problem.size))


def _ends(problem: Problem, goal: Goal, days: int) -> list[int]:
    ends = [NEVER] * problem.size
    for number in goal.scope:
        ends[number] = (goal.day + days + 1) * UNITS
    return ends


def _fits(problem: Problem, early: Sequence[int], ends: Sequence[int]) -> bool:
    """Whether nothing shows that the ends cannot be kept."""
    windows = _windows(problem, early, latest(problem, ends))
    if windows is None:
        return False
    return all(_missed(each) is None for each in windows.values())


def _windows(problem: Problem, early: Sequence[int], late: Sequence[int]) -> dict[int, list[Window]] | None:
    """The windows of each person's actions; None where one is too short."""
    found: dict[int, list[Window]] = {}
    for number, end in enumerate(late):
        if end >= NEVER:
            continue
        length, time = problem.lengths[number], problem.times[problem.people[number]]
        if not length:
            if early[number] > end:
                return None
            continue
        window = time.own(early[number]), time.own(end), length, number
        if window[0] + length > window[1]:
            return None
        found.setdefault(problem.people[number], []).append(window)
    return found


def _missed(windows: Sequence[Window]) -> int | None:
    """Where one person who may interrupt his work, the most urgent first, misses an end; None: nowhere."""
    coming = sorted(windows)
    urgent: list[tuple[int, int]] = []
    clock, place = 0, 0
    while place < len(coming) or urgent:
        if not urgent:
            clock = max(clock, coming[place][0])
        while place < len(coming) and coming[place][0] <= clock:
            heappush(urgent, (coming[place][1], coming[place][2]))
            place += 1
        end, left = heappop(urgent)
        until = coming[place][0] if place < len(coming) else NEVER
        done = min(left, until - clock)
        clock += done
        if clock > end:
            return end
        if left > done:
            heappush(urgent, (end, left - done))
    return None


def excess(problem: Problem, goal: Goal) -> Excess | None:
    """What shows that the goal cannot be met: a chain, or the fullest stretch of somebody's time."""
    early = heads(problem)
    if chain := _too_long(problem, goal, early):
        return chain
    windows = _windows(problem, early, latest(problem, _ends(problem, goal, 0))) or {}
    found = [_overfull(problem, person, own) for person, own in sorted(windows.items())]
    return max((each for each in found if each), key=lambda each: each.work - each.room, default=None)


def _too_long(problem: Problem, goal: Goal, early: Sequence[int]) -> Excess | None:
    """The longest chain of dependencies that leads to the goal, if it alone takes too long."""
    ends = {number: _early_end(problem, early, number) for number in goal.scope}
    chain = [max(ends, key=lambda number: (ends[number], -number))]
    end, wanted = ends[chain[0]], (goal.day + 1) * UNITS
    if end <= wanted:
        return None
    while problem.before[chain[-1]]:
        chain.append(
            max(problem.before[chain[-1]], key=lambda each: (_early_end(problem, early, each), -each))
        )
    chain.reverse()
    begin = early[chain[0]]
    people = {problem.people[number] for number in chain if problem.lengths[number]}
    if len(people) != 1:
        return Excess(None, tuple(chain), begin, wanted, end - begin, wanted - begin)
    (person,) = people
    time = problem.times[person]
    worked = tuple(number for number in chain if problem.lengths[number])
    work = sum(problem.lengths[number] for number in worked)
    return Excess(person, worked, begin, wanted, work, time.own(wanted) - time.own(begin))


def _early_end(problem: Problem, early: Sequence[int], number: int) -> int:
    time, length = problem.times[problem.people[number]], problem.lengths[number]
    return time.end(time.own(early[number]) + length) if length else early[number]


def _overfull(problem: Problem, person: int, windows: Sequence[Window]) -> Excess | None:
    """The stretch of a person's time, up to the first end that he misses, in which work is most too much."""
    end = _missed(windows)
    if end is None:
        return None
    worst: Excess | None = None
    time = problem.times[person]
    work = 0
    inside: list[int] = []
    for begin, until, length, number in sorted(windows, reverse=True):
        if until <= end:
            work += length
            inside.append(number)
            if work - (end - begin) > (worst.work - worst.room if worst else 0):
                room = end - begin
                worst = Excess(person, tuple(sorted(inside)), time.begin(begin), time.end(end), work, room)
    return worst
