"""Whatever is asked, what is returned is a plan: the verifier finds nothing wrong with it."""

import pytest
from hypothesis import given, settings
from tests.scheduling.strategies import best_of_all, bodies, clean_bodies, read

from purpose_coach.errors import InvalidRequest
from purpose_coach.scheduling import Policy, schedule
from purpose_coach.scheduling.verifier import violations

pytestmark = pytest.mark.usefixtures("dose")
fuzzed = settings(max_examples=max(500, settings.default.max_examples))
QUICK = Policy(effort=0.02)


@fuzzed
@given(bodies())
def test_whatever_is_asked_the_plan_is_one(body):
    """Dirty requests of up to sixty actions: every action fits, and every figure is right."""
    actions, constraints, as_of = read(body)
    try:
        plan = schedule(actions, constraints, as_of=as_of, policy=QUICK)
    except InvalidRequest:
        return  # the plan would end after the year 9999

    assert [] == list(violations(actions, constraints, plan, as_of=as_of, policy=QUICK))


@given(bodies(most=8))
def test_a_plan_of_the_shortest_span_is_one_too(body):
    """The other objective keeps the same rules."""
    actions, constraints, as_of = read(body)
    policy = Policy(
        objective="makespan", effort=0.02, working_days=(0, 1, 3, 4), hours_per_week=30.0, hours=5.0
    )
    plan = schedule(actions, constraints, as_of=as_of, policy=policy)

    assert [] == list(violations(actions, constraints, plan, as_of=as_of, policy=policy))


@settings(max_examples=max(100, settings.default.max_examples // 10))
@given(clean_bodies(most=5))
def test_a_small_plan_is_the_best_of_all(body):
    """Of up to five actions every order is tried, by other code: none is less late, or completes sooner."""
    body["constraints"]["teamCapacity"] = None
    actions, constraints, as_of = read(body)
    score = schedule(actions, constraints, as_of=as_of).score

    assert best_of_all(body) == (score.lateness, score.tardiness, score.completion)
