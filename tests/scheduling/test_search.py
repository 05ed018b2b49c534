"""The search makes no plan that is none, none that is worse, and the same one each time."""

from itertools import pairwise
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scheduling.problems import goal, orders, problems, simple

from purpose_coach.scheduling.balancing import Balance
from purpose_coach.scheduling.chance import Chance
from purpose_coach.scheduling.decoder import decode, fitting
from purpose_coach.scheduling.graph import graph_of
from purpose_coach.scheduling.neighbourhood import blocks, estimate, moves, passed
from purpose_coach.scheduling.objective import rank
from purpose_coach.scheduling.planning import plan
from purpose_coach.scheduling.rules import goal_ends
from purpose_coach.scheduling.schedule import UNITS
from purpose_coach.scheduling.search import improve
from purpose_coach.scheduling.solving import Limits
from purpose_coach.scheduling.tabu import least_late_order
from purpose_coach.scheduling.weighing import cost_of

DAY = UNITS
fewer = settings(max_examples=max(30, settings.default.max_examples // 4))
FT06 = (  # Fisher and Thompson, 1963: the machine and the time of each step of six jobs; at best 55 in all
    ((2, 1), (0, 3), (1, 6), (3, 7), (5, 3), (4, 6)),
    ((1, 8), (2, 5), (4, 10), (5, 10), (0, 10), (3, 4)),
    ((2, 5), (3, 4), (5, 8), (0, 9), (1, 1), (4, 7)),
    ((1, 5), (0, 5), (2, 5), (3, 3), (4, 8), (5, 9)),
    ((2, 9), (1, 3), (4, 5), (5, 4), (0, 3), (3, 1)),
    ((1, 3), (3, 3), (5, 9), (0, 10), (4, 4), (2, 1)),
)


def shop(jobs, **fields):
    """A job shop: each machine is a person."""
    steps = [step for job in jobs for step in job]
    return simple(
        lengths=[time for _, time in steps],
        people=[machine for machine, _ in steps],
        before=[() if number % len(jobs[0]) == 0 else (number - 1,) for number in range(len(steps))],
        **fields,
    )


def limits(effort=1.0, seconds=600.0, stop=lambda: False):
    """Time enough, and nobody who leaves, unless said otherwise."""
    return Limits(effort, monotonic() + seconds, stop)


def started(problem, data):
    """The graph of a plan that some order gives."""
    order = fitting(problem, data.draw(orders(problem)))
    return graph_of(problem, goal_ends(problem), order)


def possible(graph, chance):
    """All moves on the chains that lead to each action."""
    chains = [block for number in range(graph.size) for block in blocks(graph, number, chance)]
    return sorted({move for block in chains for move in moves(graph, block)})


@given(problems(), st.data())
def test_a_graph_has_the_decoders_times(problem, data):
    """Calendars, the team's week and what takes no time are the same in both."""
    graph = started(problem, data)

    assert decode(problem, graph.order).ends == tuple(graph.end[: graph.size])


@given(problems(most=20), st.data())
def test_a_move_leaves_a_plan(problem, data):
    """After each move the order holds every dependency, and the times are the decoder's again."""
    graph, chance = started(problem, data), Chance(f"{data.draw(st.integers(0, 9))}")
    for _ in range(5):
        pool = possible(graph, chance)
        if not pool:
            return
        graph.shift(pool[chance.below(len(pool))])
        graph.backward(graph.size - 1)

        assert graph.order == fitting(problem, graph.order)
        assert decode(problem, graph.order).ends == tuple(graph.end[: graph.size])


@given(problems(), st.data())
def test_a_move_moves_what_it_says(problem, data):
    """Behind the other action or before it, past what `passed` names; and all can be undone."""
    graph = started(problem, data)
    for move in possible(graph, Chance("1")):
        number, pivot, behind = move
        others, saved, order = passed(graph, move), graph.saved(), list(graph.order)
        graph.shift(move)
        place = {each: position for position, each in enumerate(graph.order)}

        assert pivot == (graph.earlier[number] if behind else graph.later[number])
        assert all((place[each] < place[number]) == behind for each in others)
        graph.restore(saved)
        assert order == graph.order
        assert decode(problem, order).ends == tuple(graph.end[: graph.size])


@given(problems(), st.data())
def test_blocks_are_one_persons_work_without_a_stop(problem, data):
    """Each begins as soon as the one before it ends, and the last block leads to the action."""
    graph = started(problem, data)
    for number in range(graph.size):
        for block in blocks(graph, number, Chance("1")):
            for one, other in pairwise(block):
                assert one == graph.earlier[other]
                assert graph.own_end[one] == graph.begin[other]


@given(problems(), st.data())
def test_a_swap_is_late_by_its_estimate_at_least(problem, data):
    """Of two neighbours, where everybody works the team's days, the estimate is a bound (Taillard, 1994)."""
    if problem.capacity is not None or not all(time.plain for time in problem.times) or not problem.goals:
        return
    graph = started(problem, data)
    for move in possible(graph, Chance("1")):
        others = passed(graph, move)
        if len(others) == 1:
            expected, saved = estimate(graph, move, others), graph.saved()
            graph.shift(move)

            assert expected <= graph.late
            graph.restore(saved)


@pytest.mark.parametrize("seed", "abc")
def test_the_search_finds_the_shortest_plan_of_a_known_job_shop(seed):
    """55 from a bad begin, in a thousand steps."""
    problem = shop(FT06, objective="makespan")
    graph = graph_of(problem, [55] * problem.size, fitting(problem, range(problem.size)))

    assert graph.late > 0
    assert 0 == least_late_order(graph, 1000, Chance(seed), limits()).late


@fewer
@given(problems(most=15))
def test_a_search_never_makes_a_plan_worse(problem):
    """What is returned is at least as good as what was known, and its order gives its times."""
    known = decode(problem, fitting(problem, range(problem.size)))
    found = improve(problem, [known], [0] * len(problem.goals), limits(0.1))

    assert found.rank == rank(problem, found.timing) <= rank(problem, known)
    assert decode(problem, found.timing.order).begins == found.timing.begins


@fewer
@given(problems(most=15))
def test_a_search_repeats(problem):
    """The same problem gets the same plan, in as many steps."""
    first, again = (plan(problem, limits(0.1)) for _ in range(2))

    assert first[0].begins == again[0].begins
    assert first[1] == again[1]


@fewer
@given(problems(most=10), st.data())
def test_a_cost_is_lateness_before_all_else(problem, data):
    """A unit of a milestone's lateness outweighs everything; a plan on time costs its completions alone."""
    timings = [decode(problem, fitting(problem, data.draw(orders(problem)))) for _ in range(2)]
    span = max(timing.span for timing in timings)
    cost = cost_of(problem, span, [0] * len(problem.goals), [0] * problem.size)
    late = [_late(problem, timing.ends) for timing in timings]

    for timing in timings:
        completions = sum(map(int.__mul__, problem.weights, timing.ends))
        missed = cost.late_goals(timing.ends) or cost.tardy_actions(timing.ends)
        assert (cost.of(timing.ends) == completions) == (not missed)
    if late[0] < late[1]:
        assert cost.of(timings[0].ends) < cost.of(timings[1].ends)
    if all(one <= other for one, other in zip(timings[0].ends, timings[1].ends, strict=True)):
        assert cost.of(timings[0].ends) <= cost.of(timings[1].ends)


def _late(problem, ends):
    """Units by which all goals are late together."""
    return sum(max(0, max(ends[each] for each in one.scope) - (one.day + 1) * DAY) for one in problem.goals)


def test_balancing_finds_the_order_that_completes_most_early():
    """Of six actions of one person, shortest weighted work first is best (Smith, 1956)."""
    lengths, weights = (100, 300, 50, 200, 380, 150), (1, 8, 2, 1, 4, 8)
    problem = simple(lengths=lengths, people=[0] * 6, weights=weights)
    graph = graph_of(problem, goal_ends(problem), range(6))
    search = Balance(graph, cost_of(problem, 2400, [], [0] * 6), Chance("1"))
    search.run(200, limits())

    assert sorted(range(6), key=lambda number: lengths[number] / weights[number]) == search.order


def test_a_late_milestone_comes_before_all_else():
    """A low action that a milestone waits for goes before critical ones that are only due."""
    problem = simple(
        lengths=[2 * DAY, 2 * DAY, DAY],
        people=[0, 0, 0],
        weights=(8, 8, 1),
        dues=(1, 3, None),
        goals=(goal(0, 2),),
    )
    timing, search = plan(problem, limits())

    assert (2, 0, 1) == timing.order
    assert (0, True) == (search.bound, search.proved)


@pytest.mark.parametrize("objective", ["commitments", "makespan"])
def test_the_clock_cuts_the_search_and_it_is_said(objective):
    """With no time left, or nobody waiting, the best rule's plan is returned, and marked."""
    problem = shop(FT06, objective=objective)
    for cut in (limits(seconds=-1.0), limits(stop=lambda: True)):
        timing, search = plan(problem, cut)

        assert search.cut
        assert not search.deterministic
        assert "rules" == search.found
        assert decode(problem, timing.order).ends == timing.ends


def test_no_effort_is_no_search():
    """Then the plan is the best rule's, and repeats."""
    _, search = plan(shop(FT06), limits(effort=0.0))

    assert ("rules", 0, False) == (search.found, search.steps, search.cut)


def test_chance_is_even_and_repeats():
    """Each of five is drawn about as often as the others, and the same text gives the same numbers."""
    chance, again = Chance("seed"), Chance("seed")
    drawn = [chance.below(5) for _ in range(5000)]

    assert drawn == [again.below(5) for _ in range(5000)]
    assert all(900 < drawn.count(number) < 1100 for number in range(5))
    assert drawn != [Chance("other").below(5) for _ in range(5000)]
