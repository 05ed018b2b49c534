"""Plans a portfolio: read, order, search, decode, and say what the plan is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from time import monotonic

from purpose_coach.errors import InvalidRequest
from purpose_coach.moment import Clock, utc_now
from purpose_coach.scheduling.bounds import least_late, least_span
from purpose_coach.scheduling.decoder import Timing, decode, fitting
from purpose_coach.scheduling.objective import due_days, lateness, rank
from purpose_coach.scheduling.problem import Problem
from purpose_coach.scheduling.reading import read
from purpose_coach.scheduling.reporting import report
from purpose_coach.scheduling.rules import orders
from purpose_coach.scheduling.schedule import Origin, Schedule, Search
from purpose_coach.scheduling.search import improve
from purpose_coach.scheduling.shapes import Action, Constraints, Policy
from purpose_coach.scheduling.solving import Limits, Solver

__all__ = ["plan", "schedule"]

USUAL = Policy()

BOUNDED = 200_000
"""Actions times late milestones up to which it is worked out how late each must be."""


def schedule(
    actions: Sequence[Action],
    constraints: Constraints | None = None,
    *,
    as_of: date | None = None,
    policy: Policy = USUAL,
    solver: Solver | None = None,
    clock: Clock = utc_now,
    stop: Callable[[], bool] = lambda: False,
) -> Schedule:
    """The best plan found: feasible, with what it rests on, what endangers it and what would mend it.

    What counts, most important first: milestones' lateness, tardiness against the current due dates by
    priority, early completion by priority, current start dates kept, early starts. The same request
    gives the same plan, in whatever order it lists its actions, unless the clock cut the search.

    Args:
        actions: What is to be done; ids must differ.
        constraints: The team's calendars, its capacity and its critical deadlines.
        as_of: The first day to plan for; today (UTC) if it is not given.
        policy: What the request leaves open, and how hard to search.
        solver: Improves on the search; see `solving`.
        clock: The source of today.
        stop: Asked now and then; once it says True the best plan so far is returned.

    Raises:
        ValidationError: two actions have the same id.
        InvalidRequest: the plan would end after the year 9999.
    """
    given = constraints or Constraints()
    limits = Limits(policy.effort, monotonic() + policy.seconds, stop)
    try:
        reading = read(actions, given, as_of or clock().date(), policy)
        return report(reading, given, policy, actions, *plan(reading.problem, limits, solver))
    except OverflowError:
        field = "actions"
        raise InvalidRequest("The plan would end after the year 9999.", {field: "take too long"}) from None


def plan(problem: Problem, limits: Limits, solver: Solver | None = None) -> tuple[Timing, Search]:
    """The best order found, decoded, and how it was found."""
    known = [decode(problem, fitting(problem, order)) for _, order in orders(problem)]
    known.sort(key=lambda each: rank(problem, each))
    least = _least(problem, known[0])
    best, bound = improve(problem, known, least, limits), sum(least)
    how: Origin = "rules" if best.rank == rank(problem, known[0]) else "search"
    proposal = None if solver is None or limits.over else solver(problem, best.timing, limits)
    if proposal is not None:
        before = best.rank
        best.offer(fitting(problem, proposal.order))
        how = "solver" if best.rank < before else how
        bound = max(bound, proposal.bound or 0)
        best.steps, best.cut = best.steps + proposal.steps, best.cut or proposal.cut
    proved = best.rank[:1] == (bound,)
    return best.timing, Search(found=how, steps=best.steps, bound=bound, proved=proved, cut=best.cut)


def _least(problem: Problem, known: Timing) -> list[int]:
    """What no plan can better: each goal's days of lateness or, for the makespan, the end of all work."""
    if problem.objective == "makespan":
        return [least_span(problem, known.span)]
    late = lateness(problem, due_days(problem, known))
    if sum(1 for days in late if days) * problem.size > BOUNDED:
        return [0] * len(late)
    return [
        least_late(problem, goal, days) if days else 0 for goal, days in zip(problem.goals, late, strict=True)
    ]
