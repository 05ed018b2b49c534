"""Rules give whole orders in which nobody idles for nothing; bounds are never more than what can be had."""

from itertools import permutations

import pytest
from hypothesis import given
from tests.scheduling.problems import goal, problems, simple

from purpose_coach.scheduling.bounds import excess, least_late, least_span
from purpose_coach.scheduling.decoder import decode, fitting
from purpose_coach.scheduling.objective import due_days, lateness
from purpose_coach.scheduling.rules import NEVER, RULES, heads, latest, orders, parallel, tails
from purpose_coach.scheduling.schedule import UNITS

DAY = UNITS
FORK = [(), (0,), (0,), (1, 2)]
"""One action, two that wait for it, and one that waits for both."""


def test_tails_heads_and_latest_ends_are_longest_ways():
    """By hand: one day, then two or three, then one, each by somebody else."""
    problem = simple(lengths=[DAY, 2 * DAY, 3 * DAY, DAY], people=[0, 1, 2, 3], before=FORK)

    assert [5 * DAY, 3 * DAY, 4 * DAY, DAY] == tails(problem)
    assert [0, DAY, DAY, 4 * DAY] == heads(problem)
    assert [DAY, 4 * DAY, 4 * DAY, 5 * DAY] == latest(problem, [NEVER, NEVER, NEVER, 5 * DAY])
    assert [4 * DAY, NEVER, 7 * DAY, NEVER] == latest(problem, [NEVER, NEVER, 7 * DAY, NEVER])


@pytest.mark.parametrize("name", RULES)
@given(problem=problems())
def test_a_rule_orders_everything_as_dependencies_allow(name, problem):
    """Each action once, after what it waits for."""
    order = parallel(problem, RULES[name](problem))

    assert order == fitting(problem, order)
    assert list(range(problem.size)) == sorted(order)


@given(problems())
def test_nobody_waits_while_something_is_ready(problem):
    """Whatever holds an action up in a rule's plan, its person is at work or away."""
    for _, order in orders(problem):
        timing = decode(problem, order)
        if problem.capacity is not None:
            return
        for number in order:
            if not timing.own[number]:
                continue
            time = problem.times[problem.people[number]]
            ready = time.own(max((timing.ends[each] for each in problem.before[number]), default=0))
            begin = timing.own[number][0][0]
            mine = [each for each in order if problem.people[each] == problem.people[number]]
            busy = sum(
                max(0, min(timing.own[each][0][1], begin) - max(timing.own[each][0][0], ready))
                for each in mine
                if timing.own[each]
            )

            assert begin - ready == busy


def test_the_pressing_comes_first():
    """Of what is ready at once, each rule takes what it is named for."""
    problem = simple(
        lengths=[DAY, 3 * DAY, 2 * DAY, DAY],
        people=[0, 0, 0, 1],
        before=[(), (), (), (0,)],
        weights=(1, 1, 8, 1),
        dues=(9, 2, 9, None),
        goals=(goal(3, 3),),
    )
    first = {name: order[0] for name, order in orders(problem)}

    assert 1 == first["critical path"] == first["due dates"] == first["most work"]
    assert 2 == first["weighted"]
    assert 0 == first["milestones"]


@given(problems(most=5))
def test_no_order_beats_the_bounds(problem):
    """Of up to five actions every order is tried: none is less late for a goal, or shorter, than bounded."""
    timings = [decode(problem, order) for order in permutations(range(problem.size)) if _fits(problem, order)]
    shortest = min(timing.span for timing in timings)
    late = [lateness(problem, due_days(problem, timing)) for timing in timings]

    assert least_span(problem, shortest) <= shortest
    for place, each in enumerate(problem.goals):
        least = min(found[place] for found in late)
        assert least_late(problem, each, least) <= least
        assert excess(problem, each) is None or least > 0


def _fits(problem, order):
    return list(order) == fitting(problem, order)


def test_what_one_person_has_to_do_bounds_the_goal():
    """Three days of work by the end of the second day: one day late, and three days in two."""
    problem = simple(lengths=[DAY] * 3, people=[0] * 3, goals=(goal(1, 0, 1, 2),))
    found = excess(problem, problem.goals[0])

    assert 1 == least_late(problem, problem.goals[0], 3)
    assert (0, (0, 1, 2), 3 * DAY, 2 * DAY) == (found.person, found.actions, found.work, found.room)


def test_a_chain_bounds_the_goal_whoever_works():
    """Four people, one after another: five days of which the goal leaves three."""
    problem = simple(
        lengths=[DAY, 2 * DAY, 3 * DAY, DAY],
        people=[0, 1, 2, 3],
        before=FORK,
        goals=(goal(2, 0, 1, 2, 3),),
    )
    found = excess(problem, problem.goals[0])

    assert 2 == least_late(problem, problem.goals[0], 9)
    assert (None, (0, 2, 3), 5 * DAY, 3 * DAY) == (found.person, found.actions, found.work, found.room)
