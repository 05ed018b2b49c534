"""Other plans that differ in kind: each complete and feasible, each with its price in days.

Each is one order, decoded with days before which actions may not begin, so it keeps everything that the
plan itself keeps: calendars, dependencies, the team's week. One is offered only where it is another plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from attrs import evolve, frozen

from purpose_coach.scheduling.decoder import Timing, decode, fitting
from purpose_coach.scheduling.objective import due_days, lateness, start_day
from purpose_coach.scheduling.problem import Problem
from purpose_coach.scheduling.schedule import UNITS

__all__ = ["BUFFER", "Alternative", "Kind", "alternatives"]

Kind: TypeAlias = Literal["current", "buffer", "latest"]

BUFFER = 1.25
"""What durations are multiplied by where a plan leaves room: a quarter of each, before what follows."""


@frozen(kw_only=True)
class Alternative:
    """Another plan."""

    kind: Kind
    """`current`: starts as near to the current ones as can be; `buffer`: a quarter of each duration is
    left free before what follows; `latest`: begins as late as every commitment that is kept allows."""
    timing: Timing
    later: int
    """Working days by which all work ends later than in the plan; negative: earlier."""
    late: int
    """Working days by which milestones are missed more than in the plan, all together."""


def alternatives(problem: Problem, timing: Timing) -> tuple[Alternative, ...]:
    """One to three other plans; none where no other differs from the plan."""
    starts = _starts(problem, timing)
    found = [one for one in _all(problem, timing) if _starts(problem, one.timing) != starts]
    return tuple(found)


def _starts(problem: Problem, timing: Timing) -> list[int]:
    return [start_day(problem, timing, number) for number in range(problem.size)]


def _all(problem: Problem, timing: Timing) -> Iterator[Alternative]:
    if any(wish is not None for wish in problem.wishes):
        yield _priced(problem, timing, "current", _current(problem, timing))
    yield _priced(problem, timing, "buffer", _buffered(problem, timing))
    latest = _latest(problem, timing)
    if not _missed(problem, timing, latest):
        yield _priced(problem, timing, "latest", latest)


def _priced(problem: Problem, plan: Timing, kind: Kind, other: Timing) -> Alternative:
    days, others = due_days(problem, plan), due_days(problem, other)
    return Alternative(
        kind=kind,
        timing=other,
        later=max(others, default=0) - max(days, default=0),
        late=sum(lateness(problem, others)) - sum(lateness(problem, days)),
    )


def _missed(problem: Problem, plan: Timing, other: Timing) -> bool:
    """Whether the other plan misses a commitment that the plan keeps, or one by more."""
    days, others = due_days(problem, plan), due_days(problem, other)
    worse = any(
        mine > theirs for mine, theirs in zip(lateness(problem, others), lateness(problem, days), strict=True)
    )
    return worse or any(
        other_day > max(due, day)
        for other_day, day, due in zip(others, days, problem.dues, strict=True)
        if due is not None
    )


def _current(problem: Problem, timing: Timing) -> Timing:
    """Nothing begins before its current start; what has none keeps its planned one."""
    release = [
        timing.begins[number] if wish is None else max(0, wish) * UNITS
        for number, wish in enumerate(problem.wishes)
    ]
    order = sorted(range(problem.size), key=lambda number: (release[number], timing.begins[number], number))
    return decode(problem, fitting(problem, order), release)


def _buffered(problem: Problem, timing: Timing) -> Timing:
    """Each begins as if everything before it took a quarter more."""
    longer = evolve(problem, lengths=tuple(round(length * BUFFER) for length in problem.lengths))
    return decode(problem, timing.order, decode(longer, timing.order).begins)


def _latest(problem: Problem, timing: Timing) -> Timing:
    """Everything as late as its commitments and what follows it allow, in the plan's order."""
    release = _last_begins(problem, timing)
    order = sorted(range(problem.size), key=lambda number: (release[number], timing.begins[number], number))
    return decode(problem, fitting(problem, order), release)


def _last_begins(problem: Problem, timing: Timing) -> list[int]:
    """The last point of the team's axis at which each may begin; the plan's own where it is bound."""
    must = _ends(problem, timing)
    begins = list(timing.begins)
    following: dict[int, int] = {}
    for number in reversed(timing.order):
        end = min([must[number], *(begins[each] for each in problem.after[number])])
        person, length = problem.people[number], problem.lengths[number]
        time = problem.times[person]
        if not length:
            begins[number] = max(timing.begins[number], end)
            continue
        last = min(time.own(end), following.get(person, time.own(end)))
        begins[number] = max(timing.begins[number], time.begin(max(0, last - length)))
        following[person] = time.own(begins[number])
    return begins


def _ends(problem: Problem, timing: Timing) -> Sequence[int]:
    """By when each must be finished: its commitments that are kept; the plan's own end where it has none."""
    planned = due_days(problem, timing)
    must: list[int | None] = [None] * problem.size

    def bound(number: int, point: int) -> None:
        known = must[number]
        must[number] = point if known is None else min(known, point)

    for number, due in enumerate(problem.dues):
        if due is not None:
            bound(number, (due + 1) * UNITS if planned[number] <= due else timing.ends[number])
    for goal in problem.goals:
        kept = max(planned[number] for number in goal.scope) <= goal.day
        for number in goal.scope:
            bound(number, (goal.day + 1) * UNITS if kept else timing.ends[number])
    return [timing.span if point is None else point for point in must]
