"""What a plan is measured by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from purpose_coach.scheduling.decoder import Timing
from purpose_coach.scheduling.problem import Problem
from purpose_coach.scheduling.schedule import UNITS, Score

__all__ = ["Rank", "due_days", "lateness", "rank", "score", "start_day"]

Rank: TypeAlias = tuple[int, ...]


def due_days(problem: Problem, timing: Timing) -> list[int]:
    """The team's day, by number, on which each action is finished."""
    pairs = zip(timing.ends, timing.own, strict=True)
    return [
        (end - 1) // UNITS if own else _instant_day(problem, number, end)
        for number, (end, own) in enumerate(pairs)
    ]


def _instant_day(problem: Problem, number: int, point: int) -> int:
    """The day of what takes no time: that which ends there, if its person works on it, else the next."""
    time = problem.times[problem.people[number]]
    passed = time.own(point)
    return (point - 1) // UNITS if passed and time.end(passed) == point else point // UNITS


def start_day(problem: Problem, timing: Timing, number: int) -> int:
    """The team's day on which the action begins."""
    begin = timing.begins[number]
    return begin // UNITS if timing.own[number] else _instant_day(problem, number, begin)


def lateness(problem: Problem, days: Sequence[int]) -> list[int]:
    """Of each goal, the days by which its last action comes too late, from `due_days`."""
    return [max(goal.day, *(days[number] for number in goal.scope)) - goal.day for goal in problem.goals]


def score(problem: Problem, timing: Timing) -> Score:
    """All that counts of a plan."""
    days = due_days(problem, timing)
    everything = range(problem.size)
    return Score(
        lateness=sum(lateness(problem, days)),
        tardiness=sum(
            weight * max(0, day - due)
            for weight, day, due in zip(problem.weights, days, problem.dues, strict=True)
            if due is not None
        ),
        completion=sum(weight * end for weight, end in zip(problem.weights, timing.ends, strict=True)),
        moved=sum(
            abs(start_day(problem, timing, number) - wish)
            for number, wish in zip(everything, problem.wishes, strict=True)
            if wish is not None
        ),
        earliness=sum(timing.begins),
        span=timing.span,
    )


def rank(problem: Problem, timing: Timing) -> Rank:
    """The score as a key: the smaller, the better; plans that are equal in all fall in order of ids."""
    found = score(problem, timing)
    commitments = (found.lateness, found.tardiness, found.completion, found.moved, found.earliness)
    first = (found.span,) if problem.objective == "makespan" else ()
    return (*first, *commitments, *timing.begins)
