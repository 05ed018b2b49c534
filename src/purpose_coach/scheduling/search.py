"""The search for a better plan than rules give: which search, from where, and for how many steps.

Steps are counted, never timed, so that the same problem gets the same plan; the clock only cuts.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, frozen

from purpose_coach.scheduling.balancing import Balance
from purpose_coach.scheduling.chance import Chance
from purpose_coach.scheduling.decoder import Timing, decode
from purpose_coach.scheduling.graph import graph_of
from purpose_coach.scheduling.objective import Rank, due_days, lateness, rank, score
from purpose_coach.scheduling.problem import Problem
from purpose_coach.scheduling.rules import due_ends, goal_ends
from purpose_coach.scheduling.solving import Limits
from purpose_coach.scheduling.tabu import least_late_order
from purpose_coach.scheduling.weighing import cost_of

__all__ = ["Found", "improve"]


@frozen
class Count:
    """How many steps a search makes: some for each action, up to a limit, and from a size on fewer."""

    each: int
    most: int
    large: int


MAKESPAN = Count(each=320, most=16_000, large=300)
DATES = Count(each=20, most=2000, large=1000)
BALANCE = Count(each=10, most=750, large=600)

SLOWER = 8
"""How many times longer a step takes where the team's capacity must be kept."""


@define
class Found:
    """The best plan so far, and the steps that it took."""

    problem: Problem
    timing: Timing
    rank: Rank
    steps: int = 0
    cut: bool = False

    def offer(self, order: Sequence[int]) -> None:
        """Keeps the plan of this order if it is better."""
        timing = decode(self.problem, order)
        ranked = rank(self.problem, timing)
        if ranked < self.rank:
            self.timing, self.rank = timing, ranked


def improve(problem: Problem, known: Sequence[Timing], least: Sequence[int], limits: Limits) -> Found:
    """The best plan found within the limits, from some that are known, the best of them first.

    `least` are bounds: by how many days each goal is late in any plan or, for the objective "makespan",
    at what point all work ends.
    """
    found = Found(problem, known[0], rank(problem, known[0]))
    if problem.size < 2 or not limits.effort:
        return found
    chance = Chance(problem.content())
    if problem.objective == "makespan":
        ends = [sum(least)] * problem.size
        _least_late(found, ends, _steps(problem, limits, MAKESPAN), chance, limits)
        return found
    steps = _steps(problem, limits, DATES)
    ends = goal_ends(problem, least)
    if found.rank[0] > sum(least):
        _least_late(found, ends, steps, chance, limits)
    if found.rank[0] == sum(least) and found.rank[1]:
        both = [min(pair) for pair in zip(ends, due_ends(problem), strict=True)]
        _least_late(found, both, steps, chance, limits)
    share = _steps(problem, limits, BALANCE)
    left = 3 * share  # what one has no need of, the last has
    for fixed in (0, 1):
        if found.rank[fixed] > (0 if fixed else sum(least)):
            _balance(found, fixed, found.timing, share, chance, limits)
            left -= share
    # From the plan that completes most early too: what it misses is mended sooner than time is won.
    early = min(known, key=lambda each: score(problem, each).completion)
    for timing in (found.timing, early):
        _balance(found, 2, timing, left // 2, chance, limits)
    return found


def _steps(problem: Problem, limits: Limits, count: Count) -> int:
    """As many steps as a search of a problem of this size is worth."""
    size = problem.size
    shrunk = min(1.0, count.large / size) ** 2
    slower = 1 if problem.capacity is None else SLOWER
    return int(limits.effort * min(count.each * size, count.most) * shrunk / slower)


def _least_late(found: Found, ends: Sequence[int], steps: int, chance: Chance, limits: Limits) -> None:
    """Searches for a plan in which nothing ends later than this."""
    graph = graph_of(found.problem, ends, found.timing.order)
    best = least_late_order(graph, steps, chance, limits)
    found.steps += best.steps
    found.cut = found.cut or best.cut
    found.offer(best.order)


def _balance(found: Found, fixed: int, start: Timing, steps: int, chance: Chance, limits: Limits) -> None:
    """Goes down in cost from a plan; of what counts, the first `fixed` may stay as in the best one."""
    problem = found.problem
    days = due_days(problem, found.timing)
    late = lateness(problem, days) if fixed > 0 else [0] * len(problem.goals)
    tardy = [
        max(0, day - due) if due is not None and fixed > 1 else 0
        for day, due in zip(days, problem.dues, strict=True)
    ]
    cost = cost_of(problem, 2 * max(start.span, found.timing.span), late, tardy)
    graph = graph_of(problem, goal_ends(problem), start.order)
    balance = Balance(graph, cost, chance)
    balance.run(steps, limits)
    found.steps += balance.steps
    found.cut = found.cut or balance.cut
    found.offer(balance.order)
