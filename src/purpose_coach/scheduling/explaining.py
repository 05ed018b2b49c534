"""Why a plan is as it is: what holds each action, how far it may slip, and which chain binds."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from purpose_coach.scheduling.decoder import Timing
from purpose_coach.scheduling.problem import Problem
from purpose_coach.scheduling.rules import goal_ends
from purpose_coach.scheduling.schedule import UNITS, Hold

__all__ = ["Cause", "causes", "chain", "previous", "slacks"]

FREE = 1 << 59


@frozen
class Cause:
    """Why an action does not begin earlier, and the number of the one that it waits for."""

    why: Hold
    by: int | None = None


def previous(problem: Problem, timing: Timing) -> list[int | None]:
    """What the same person does just before each action; None for what takes no time."""
    last: dict[int, int] = {}
    found: list[int | None] = [None] * problem.size
    for number in timing.order:
        if problem.lengths[number]:
            found[number] = last.get(problem.people[number])
            last[problem.people[number]] = number
    return found


def causes(problem: Problem, timing: Timing) -> list[Cause]:
    """What holds each action."""
    earlier = previous(problem, timing)
    return [_cause(problem, timing, number, earlier[number]) for number in range(problem.size)]


def _cause(problem: Problem, timing: Timing, number: int, earlier: int | None) -> Cause:
    time = problem.times[problem.people[number]]
    begin = timing.own[number][0][0] if timing.own[number] else time.own(timing.begins[number])
    waited = max(problem.before[number], key=lambda each: (timing.ends[each], -each), default=None)
    if waited is not None and time.own(timing.ends[waited]) == begin and timing.ends[waited]:
        return Cause("dependency", waited)
    if earlier is not None and timing.own[earlier][-1][1] == begin:
        return Cause("person", earlier)
    if begin:
        return Cause("capacity")
    return Cause("calendar" if timing.begins[number] else "start")


def chain(held: Sequence[Cause], last: int) -> list[int]:
    """The actions that one after another lead to the last, first to last."""
    found = [last]
    while (by := held[found[-1]].by) is not None:
        found.append(by)
    return found[::-1]


def slacks(problem: Problem, timing: Timing) -> list[int]:
    """Units on the team's axis by which each action may slip, all else in order.

    It holds what waits for it and what its person does next, up to a milestone that is then missed or,
    where none is served, up to the end of the plan. The team's capacity is left aside.
    """
    latest = [end if end < FREE else timing.span for end in goal_ends(problem)]
    earlier = previous(problem, timing)
    for number in reversed(timing.order):
        time, length = problem.times[problem.people[number]], problem.lengths[number]
        begin = time.own(latest[number]) - length  # on its person's axis
        point = time.begin(begin) if length else latest[number]
        for each in problem.before[number]:
            latest[each] = min(latest[each], point)
        if (one := earlier[number]) is not None:
            latest[one] = min(latest[one], time.end(begin))
    return [late - end for late, end in zip(latest, timing.ends, strict=True)]


def days_of(units: int) -> float:
    """Units as working days, to the hundredth."""
    return round(units / UNITS, 2)
