"""Improves on the search with a constraint solver (OR-Tools' CP-SAT, the extra `scheduling`).

First it is asked whether every commitment can be kept: as hard ends, which it answers far sooner than
what the least cost would be. Where the answer is no, or none, what counts is minimised level by level,
each from the best plan so far: milestones' lateness, tardiness, then completion. Every order it finds
is decoded, and the best plan is kept here, as a solver may lose even the plan that it was given.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from purpose_coach.scheduling.decoder import Pieces, Timing, decode, fitting
from purpose_coach.scheduling.formulation import Effort, Formulation, Outcome, formulate, solved
from purpose_coach.scheduling.objective import Rank, due_days, lateness, rank
from purpose_coach.scheduling.problem import Problem
from purpose_coach.scheduling.rules import NEVER, heads
from purpose_coach.scheduling.schedule import UNITS
from purpose_coach.scheduling.solving import Limits, Proposal

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar

__all__ = ["solve"]

LARGEST = 2000
"""Actions up to which a model is worth its building."""

FARTHEST = 10**8
"""Units up to which a plan may reach, some 500 years: beyond that sums no longer fit a solver's numbers."""

SPAN = 1.2
"""The solver's deterministic time for the span, at an effort of 1."""

MEETING, LATENESS, TARDINESS, COMPLETION = 1.0, 0.5, 0.5, 0.2
"""The same for each of the other questions and each 100 actions."""

MANY = 300
"""From so many actions on, the time of a question shrinks as they grow, and completion is the search's."""

ROUNDING = 1e-6


def solve(problem: Problem, known: Timing, limits: Limits) -> Proposal | None:
    """A better order than the known plan's, or a bound, or None.

    The team's capacity is relaxed: the bound holds with it, and the order is decoded with it.

    Raises:
        ModuleNotFoundError: the extra `scheduling` is not installed.
    """
    if not 1 < problem.size <= LARGEST or known.span > FARTHEST or not limits.effort or limits.over:
        return None
    asking = Asking(problem, known, limits)
    if problem.objective == "makespan":
        asking.span()
    else:
        asking.commitments()
    order = asking.best.order if asking.rank < rank(problem, known) else ()
    return Proposal(order=order, bound=asking.bound, steps=asking.asked, cut=asking.cut)


@define
class Asking:
    """One question after another, with the best plan so far."""

    problem: Problem
    best: Timing
    limits: Limits
    rank: Rank = field(init=False)
    bound: int = field(default=0, init=False)
    asked: int = field(default=0, init=False)
    cut: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        """Takes the known plan's measure."""
        self.rank = rank(self.problem, self.best)

    def span(self) -> None:
        """The earliest end of all work."""
        span = self.best.span
        form = self._formulation([span] * self.problem.size)
        if form is None:
            return
        last = form.number(0, span, span)
        for number in _last(self.problem, range(self.problem.size)):
            form.model.add(form.end(number) <= last)
        form.model.minimize(last)
        self._bounded(self._ask(form, SPAN))

    def commitments(self) -> None:
        """Milestones' lateness, then tardiness, then completion."""
        alone = _alone(self.problem)
        days = due_days(self.problem, alone)
        missed = lateness(self.problem, days)
        self.bound = sum(missed)
        tardy = sum(weight * max(0, days[number] - due) for number, due, weight in _dues(self.problem))
        if self.rank[:2] > (self.bound, tardy):
            self.meeting(days, missed)
        if self.rank[0] > self.bound:
            self.lateness()
        if self.rank[1] > tardy:
            self.tardiness()
        if self.problem.size < MANY:
            self.completion()

    def meeting(self, days: list[int], missed: list[int]) -> None:
        """Whether all dates can be kept, or missed by no more than dependencies alone make them missed."""
        ends = [NEVER] * self.problem.size
        for number, due, _ in _dues(self.problem):
            ends[number] = (max(due, days[number]) + 1) * UNITS
        for goal, late in zip(self.problem.goals, missed, strict=True):
            for number in goal.scope:
                ends[number] = min(ends[number], (goal.day + late + 1) * UNITS)
        form = self._formulation(ends)
        if form is not None:
            self._ask(form, MEETING * self._share())

    def lateness(self) -> None:
        """The least days by which milestones must be late, all together."""
        form = self._formulation(self._goal_ends())
        if form is not None:
            form.model.minimize(sum(self._late(form)))
            self._bounded(self._ask(form, LATENESS * self._share()))

    def tardiness(self) -> None:
        """The least weighted tardiness with milestones no later than they are."""
        form = self._formulation(self._ends())
        if form is not None:
            form.model.add(sum(self._late(form)) <= self.rank[0])
            weights, tardy = self._tardy(form)
            form.model.minimize(sum(weight * days for weight, days in zip(weights, tardy, strict=True)))
            self._ask(form, TARDINESS * self._share())

    def completion(self) -> None:
        """The earliest weighted completion, with dates missed no more than they are."""
        horizon = self.best.span + self.best.span // 4 + UNITS
        form = self._formulation([min(end, horizon) for end in self._ends()])
        if form is None:
            return
        form.model.add(sum(self._late(form)) <= self.rank[0])
        weights, tardy = self._tardy(form)
        form.model.add(
            sum(weight * days for weight, days in zip(weights, tardy, strict=True)) <= self.rank[1]
        )
        pairs = enumerate(self.problem.weights)
        form.model.minimize(sum(weight * form.end(number) for number, weight in pairs))
        self._ask(form, COMPLETION * self._share())

    def _goal_ends(self) -> list[int]:
        """Where each action ends at the latest if no milestone is later than all are together."""
        ends = [NEVER] * self.problem.size
        for goal in self.problem.goals:
            for number in goal.scope:
                ends[number] = min(ends[number], (goal.day + self.rank[0] + 1) * UNITS)
        return ends

    def _ends(self) -> list[int]:
        """The same if, besides, no action is more tardy than all are together."""
        ends = self._goal_ends()
        for number, due, weight in _dues(self.problem):
            ends[number] = min(ends[number], (due + self.rank[1] // weight + 1) * UNITS)
        return ends

    def _late(self, form: Formulation) -> list[IntVar]:
        """The days by which each goal is late."""
        found: list[IntVar] = []
        known = lateness(self.problem, due_days(self.problem, self.best))
        for goal, late in zip(self.problem.goals, known, strict=True):
            days = form.number(0, self.rank[0], late)
            for number in _last(self.problem, goal.scope):
                form.model.add(form.end(number) <= (goal.day + 1) * UNITS + UNITS * days)
            found.append(days)
        return found

    def _tardy(self, form: Formulation) -> tuple[list[int], list[IntVar]]:
        """The weights of all actions with due dates, and the days by which each is tardy."""
        known = due_days(self.problem, self.best)
        weights: list[int] = []
        found: list[IntVar] = []
        for number, due, weight in _dues(self.problem):
            days = form.number(0, self.rank[1] // weight, max(0, known[number] - due))
            form.model.add(form.end(number) <= (due + 1) * UNITS + UNITS * days)
            weights.append(weight)
            found.append(days)
        return weights, found

    def _formulation(self, ends: list[int]) -> Formulation | None:
        """The model of these ends without the team's capacity, from the best order; None when it is over."""
        if self.limits.over:
            self.cut = True
            return None
        free = evolve(self.problem, capacity=None)
        return formulate(free, ends, decode(free, self.best.order))

    def _share(self) -> float:
        """What a problem of this size gets, beside one of 100 actions."""
        return min(self.problem.size, MANY**2 / self.problem.size) / 100

    def _ask(self, form: Formulation, counted: float) -> Outcome:
        """Solves, and keeps the plan found if it is better."""
        effort = Effort(counted * self.limits.effort, self.limits.left, lambda: self.limits.over)
        outcome = solved(form, effort)
        self.asked += 1
        self.cut = self.cut or (not outcome.settled and self.limits.over)
        if outcome.points:
            self._offer(outcome)
        return outcome

    def _offer(self, outcome: Outcome) -> None:
        order = sorted(outcome.points, key=lambda number: (outcome.points[number], number))
        rest = (number for number in self.best.order if number not in outcome.points)
        timing = decode(self.problem, fitting(self.problem, (*order, *rest)))
        ranked = rank(self.problem, timing)
        if ranked < self.rank:
            self.best, self.rank = timing, ranked

    def _bounded(self, outcome: Outcome) -> None:
        self.bound = max(self.bound, ceil(outcome.bound - ROUNDING))


def _dues(problem: Problem) -> list[tuple[int, int, int]]:
    """The actions that have due dates: number, day, weight."""
    pairs = zip(problem.dues, problem.weights, strict=True)
    return [(number, due, weight) for number, (due, weight) in enumerate(pairs) if due is not None]


def _last(problem: Problem, scope: Iterable[int]) -> list[int]:
    """Those of the scope for which none other of it waits."""
    inside = set(scope)
    return sorted(number for number in inside if inside.isdisjoint(problem.after[number]))


def _alone(problem: Problem) -> Timing:
    """When each action would happen if nobody had to share his time with another."""
    begins = heads(problem)
    ends, own = list(begins), list[Pieces]([()] * problem.size)
    for number, length in enumerate(problem.lengths):
        if length:
            time = problem.times[problem.people[number]]
            start = time.own(begins[number])
            ends[number], own[number] = time.end(start + length), ((start, start + length),)
    return Timing((), tuple(begins), tuple(ends), tuple(own))
