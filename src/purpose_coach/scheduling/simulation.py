"""How likely a plan's dates hold: the same order, played with other durations.

Work takes as long as it takes: each duration is drawn from a triangular distribution between 0.8 and 1.6
times its estimate, most often the estimate itself: the skew of people's estimates. The order of the plan
is kept, and the draw is seeded by the problem's content, so that the shares repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt

from attrs import evolve, frozen

from purpose_coach.scheduling.chance import Chance
from purpose_coach.scheduling.decoder import Timing, decode
from purpose_coach.scheduling.objective import due_days
from purpose_coach.scheduling.problem import Problem

__all__ = ["LATER", "LEAST", "MOST", "RUNS", "USUAL", "holding"]

RUNS = 300
LEAST, USUAL, MOST = 0.8, 1.0, 1.6
"""Of the estimate."""
LATER = 1
"""Working days by which a date without a commitment may slip and still count as kept."""
FINE = 1 << 30


@frozen
class _Commitment:
    """What must hold for an action: milestones, and the day by which it is finished itself."""

    goals: tuple[int, ...]
    day: int | None


def holding(problem: Problem, timing: Timing, stop: Callable[[], bool] = lambda: False) -> list[float]:
    """For each action the share of runs in which its commitment holds.

    Its commitment is every milestone that it serves and its own due date, as far as the plan keeps
    them; where it keeps none, the planned day and one working day more.
    """
    commitments = _commitments(problem, timing)
    chance = Chance(problem.content())
    kept, runs = [0] * problem.size, 0
    while runs < RUNS and not (runs and stop()):
        runs += 1
        lengths = tuple(_drawn(chance, length) for length in problem.lengths)
        days = due_days(problem, decode(evolve(problem, lengths=lengths), timing.order))
        met = [max(days[number] for number in goal.scope) <= goal.day for goal in problem.goals]
        for number, commitment in enumerate(commitments):
            in_time = commitment.day is None or days[number] <= commitment.day
            kept[number] += in_time and all(met[goal] for goal in commitment.goals)
    return [count / runs for count in kept]


def _drawn(chance: Chance, length: int) -> int:
    """A duration of at least one unit, by the inverse of the triangular distribution."""
    if not length:
        return 0
    share = chance.below(FINE) / FINE
    turn = (USUAL - LEAST) / (MOST - LEAST)
    if share < turn:
        times = LEAST + sqrt(share * (MOST - LEAST) * (USUAL - LEAST))
    else:
        times = MOST - sqrt((1 - share) * (MOST - LEAST) * (MOST - USUAL))
    return max(1, round(length * times))


def _commitments(problem: Problem, timing: Timing) -> Sequence[_Commitment]:
    planned = due_days(problem, timing)
    serves: list[list[int]] = [[] for _ in range(problem.size)]
    for place, goal in enumerate(problem.goals):
        if max(planned[number] for number in goal.scope) <= goal.day:
            for number in goal.scope:
                serves[number].append(place)
    found: list[_Commitment] = []
    for number, due in enumerate(problem.dues):
        day = due if due is not None and planned[number] <= due else None
        if day is None and not serves[number]:
            day = planned[number] + LATER
        found.append(_Commitment(tuple(serves[number]), day))
    return found
