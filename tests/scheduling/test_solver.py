"""The constraint solver: never worse than without it, never a false bound, the same each time, and ended."""

import subprocess
import sys
from datetime import date, timedelta
from itertools import permutations
from time import monotonic

import pytest

from purpose_coach.scheduling import Action, Constraints, Limits, Policy, schedule
from purpose_coach.scheduling.chance import Chance
from purpose_coach.scheduling.decoder import decode, fitting
from purpose_coach.scheduling.objective import due_days as days_of
from purpose_coach.scheduling.objective import rank
from purpose_coach.scheduling.reading import read
from purpose_coach.scheduling.solver import solve
from purpose_coach.scheduling.solving import ordinary

FIRST = date(2026, 1, 5)
SEEDS = range(25)

needs_solver = pytest.mark.skipif(ordinary() is None, reason="the extra `scheduling` is not installed")


def limits(seconds=60.0, effort=1.0, stop=lambda: False):
    """Limits that the clock does not reach."""
    return Limits(effort, monotonic() + seconds, stop)


def portfolio(seed, size, people, *, capacity=None, dates=14):
    """Actions that wait for each other, absences, due dates and milestones, meetable or not."""
    draw = Chance(f"{seed}")
    actions = [
        Action(
            id=f"a{number:03}",
            estimated_duration=one(draw, [0, 4, 8, 12, 20, 30]),
            assigned_to=f"p{draw.below(people)}",
            priority=one(draw, ["low", "medium", "high", "critical"]),
            dependencies=[
                f"a{each:03}" for each in sorted({draw.below(number) for _ in range(draw.below(3)) if number})
            ],
            current_due_date=day(draw.below(dates + 2) - 2) if draw.below(2) else None,
        )
        for number in range(size)
    ]
    deadlines = [
        {"date": day(draw.below(dates + 1) - 1), "appliesTo": [f"a{draw.below(size):03}"]} for _ in range(2)
    ]
    members = [
        {
            "personId": f"p{person}",
            "hoursPerWeek": one(draw, [20, 40, 130]),
            "unavailableDates": [day(draw.below(dates)) for _ in range(4)],
        }
        for person in range(people)
    ]
    constraints = {"criticalDeadlines": deadlines, "teamAvailability": members, "teamCapacity": capacity}
    return actions, Constraints.model_validate(constraints)


def one(draw, choices):
    """One of the choices."""
    return choices[draw.below(len(choices))]


def day(number):
    """A day from the plan's first on, as clients write it."""
    return f"{FIRST + timedelta(number)}"


def problem_of(actions, constraints, policy=None):
    """What is planned with."""
    return read(actions, constraints, FIRST, policy or Policy()).problem


def planted(seed, size, people):
    """A portfolio with the dates of a plan that is known: every commitment can be met."""
    actions, constraints = portfolio(seed, size, people, dates=60)
    problem = problem_of(actions, constraints)
    draw = Chance(f"{seed}")
    order = sorted(range(size), key=lambda _: draw.below(size))
    ends = [problem.days.day(each) for each in days_of(problem, decode(problem, fitting(problem, order)))]
    dated = [
        action.model_copy(update={"current_due_date": end if number % 2 else None})
        for number, (action, end) in enumerate(zip(actions, ends, strict=True))
    ]
    deadlines = [
        {"date": f"{ends[number]}", "appliesTo": [f"a{number:03}"]} for number in (size // 2, size - 1)
    ]
    body = {**constraints.model_dump(by_alias=True), "criticalDeadlines": deadlines}
    return dated, Constraints.model_validate(body)


def every_order(problem):
    """All orders that dependencies allow."""
    return (
        order
        for order in permutations(range(problem.size))
        if all(order.index(each) < order.index(number) for number in order for each in problem.before[number])
    )


@needs_solver
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("objective", ["commitments", "makespan"])
def test_bounds_are_below_the_best_of_all_orders(seed, objective):
    """From a poor plan it comes to the best of all orders, and its bound is not above it."""
    policy, asked = Policy(objective=objective), 1 if objective == "makespan" else 2
    problem = problem_of(*portfolio(seed, 2 + seed % 5, 2), policy)
    orders = list(every_order(problem))
    least = min(rank(problem, decode(problem, order)) for order in orders)
    known = max((decode(problem, order) for order in orders), key=lambda each: rank(problem, each))
    proposal = solve(problem, known, limits())
    found = rank(problem, decode(problem, fitting(problem, proposal.order or known.order)))

    assert proposal.bound <= least[0]
    assert least[:asked] == found[:asked]
    assert not proposal.cut


@needs_solver
@pytest.mark.parametrize("seed", SEEDS)
def test_bounds_hold_with_the_capacity_that_is_relaxed(seed):
    """The team's week is left out of the model: its bound still holds, and its order is decoded with it."""
    actions, constraints = portfolio(seed, 2 + seed % 5, 2, capacity=25)
    problem = problem_of(actions, constraints)
    least = min(rank(problem, decode(problem, order)) for order in every_order(problem))
    known = decode(problem, fitting(problem, range(problem.size)))
    proposal = solve(problem, known, limits())
    found = rank(problem, decode(problem, fitting(problem, proposal.order or known.order)))

    assert problem.capacity is not None
    assert proposal.bound <= least[0]
    assert least <= found <= rank(problem, known)


@needs_solver
@pytest.mark.parametrize("seed", range(4))
def test_plans_with_it_are_never_worse(seed):
    """What counts first is never more with the solver than with the search alone."""
    actions, constraints = portfolio(seed, 30, 4, dates=40)
    alone = schedule(actions, constraints, as_of=FIRST)
    both = schedule(actions, constraints, as_of=FIRST, solver=solve)

    assert scored(both) <= scored(alone)
    assert alone.search.bound <= both.search.bound <= both.score.lateness


def scored(plan):
    """What counts of a plan, most important first."""
    return plan.score.lateness, plan.score.tardiness, plan.score.completion


@needs_solver
def test_plans_repeat():
    """The same problem gets the same proposal."""
    problem = problem_of(*portfolio(3, 30, 4, dates=40))
    known = decode(problem, fitting(problem, range(problem.size)))
    first = solve(problem, known, limits())

    assert first == solve(problem, known, limits())
    assert first.order


@needs_solver
def test_it_ends_when_nobody_waits():
    """Once told to stop it ends at once, keeps what it has, and says that it was cut."""
    problem = problem_of(*portfolio(5, 120, 6, dates=30))
    known = decode(problem, fitting(problem, range(problem.size)))
    asked = []

    def stop():
        asked.append(monotonic())
        return len(asked) > 12

    proposal = solve(problem, known, limits(effort=1000.0, stop=stop))

    assert proposal.cut
    assert asked[-1] - asked[0] < 30
    found = rank(problem, decode(problem, fitting(problem, proposal.order or known.order)))
    assert found <= rank(problem, known)


@needs_solver
def test_it_says_nothing_where_it_may_not_begin():
    """No effort, no time, nothing to order: no proposal."""
    problem = problem_of(*portfolio(5, 6, 2))
    known = decode(problem, fitting(problem, range(problem.size)))

    assert solve(problem, known, limits(effort=0.0)) is None
    assert solve(problem, known, limits(seconds=0.0)) is None


@needs_solver
@pytest.mark.parametrize("seed", range(3))
def test_commitments_that_can_be_met_are_met(seed):
    """Where dates were taken from a plan, all of 50 actions keep theirs, and from a poor plan too."""
    actions, constraints = planted(seed, 50, 5)
    plan = schedule(actions, constraints, as_of=FIRST, solver=solve)
    problem = problem_of(actions, constraints)
    poor = decode(problem, fitting(problem, reversed(range(problem.size))))
    order = solve(problem, poor, limits()).order
    found = rank(problem, decode(problem, fitting(problem, order)))

    assert (0, 0) == (plan.score.lateness, plan.score.tardiness)
    assert plan.search.proved
    assert any(rank(problem, poor)[:2])
    assert (0, 0) == found[:2]


def test_the_library_is_loaded_on_first_use():
    """To import scheduling, and even to find the solver, loads neither OR-Tools nor what it needs."""
    program = (
        "import sys, purpose_coach.scheduling; from purpose_coach.scheduling.solving import ordinary;"
        "ordinary(); print(sorted({'ortools.sat', 'numpy', 'pandas'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "[]" == run.stdout.strip()


def test_what_lies_centuries_ahead_is_left_to_the_search():
    """Durations beyond a solver's numbers are planned all the same, without it."""
    actions = [Action(id=str(number), estimated_duration=3e6, assigned_to="ana") for number in range(3)]
    plan = schedule(actions, as_of=date(2025, 10, 13), solver=solve)

    assert "solver" != plan.search.found
    assert 3 == len(plan.rows)
