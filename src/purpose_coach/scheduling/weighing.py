"""What a plan costs, as one number that a search can go down: lateness far before tardiness before time."""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul

from attrs import frozen

from purpose_coach.scheduling.problem import Problem
from purpose_coach.scheduling.schedule import UNITS

__all__ = ["Cost", "cost_of"]

Due = tuple[int, int, int]
"""An action's number, by when it should be finished, and its weight."""


@frozen
class Cost:
    """Units, not days, so that a step in the right direction shows before a whole day is won."""

    weights: tuple[int, ...]
    goals: tuple[tuple[int, tuple[int, ...] | None], ...]
    """By when, and the actions that count; None: all."""
    dues: tuple[Due, ...]
    late: int
    """What a unit of a goal's lateness costs."""
    tardy: int
    """What a unit of weight 1 after a due date costs."""

    def of(self, end: Sequence[int]) -> int:
        """The cost of actions that end at these points; a place more than there are actions is ignored."""
        found: int = sum(map(mul, self.weights, end))
        for point, scope in self.goals:
            last = max(end) if scope is None else max(map(end.__getitem__, scope))
            if last > point:
                found += self.late * (last - point)
        return found + self.tardy * sum(
            [weight * (end[number] - point) for number, point, weight in self.dues if end[number] > point]
        )

    def late_goals(self, end: Sequence[int]) -> list[int]:
        """The last actions of the goals that are missed."""
        found: list[int] = []
        for point, scope in self.goals:
            last = max(scope or range(len(self.weights)), key=end.__getitem__)
            if end[last] > point:
                found.append(last)
        return found

    def tardy_actions(self, end: Sequence[int]) -> list[int]:
        """The actions that end after their due dates."""
        return [number for number, point, _ in self.dues if end[number] > point]


def cost_of(problem: Problem, span: int, late: Sequence[int], tardy: Sequence[int]) -> Cost:
    """The cost where each goal may be late, and each action tardy, by so many days for nothing.

    `span` is an end of all work that no plan worth a look exceeds.
    """
    goals = tuple(
        ((goal.day + days + 1) * UNITS, None if len(goal.scope) == problem.size else goal.scope)
        for goal, days in zip(problem.goals, late, strict=True)
    )
    dues = tuple(
        (number, (due + tardy[number] + 1) * UNITS, problem.weights[number])
        for number, due in enumerate(problem.dues)
        if due is not None
    )
    unit = sum(problem.weights) * span + 1  # more than all completions can win
    return Cost(problem.weights, goals, dues, unit * unit, unit)
