"""The verifier finds what is wrong with a plan, all of it, and nothing wrong with one that is right."""

from datetime import date, timedelta
from typing import get_args

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scheduling.faults import EDGES, FAULTS, SAMPLES, planned
from tests.scheduling.strategies import bodies, clean_bodies, one_by_one, read

from purpose_coach.scheduling import Policy, schedule
from purpose_coach.scheduling.verifier import Kind, Violation, violations

QUICK = Policy(effort=0.0)


def checked(name, plan):
    """What is wrong with a plan for a sample."""
    actions, constraints, _ = planned(name)
    return list(violations(actions, constraints, plan, as_of=read(SAMPLES[name])[2]))


def test_the_samples_are_as_worked_out_by_hand():
    """A holiday on the 15th, maya's absence on the 17th, rio's full week, jon's four hours a day."""
    (*_, fair), (*_, road) = planned("fair"), planned("road")
    times = {row.id: (row.start.day, row.begins.unit, row.due.day, row.ends.unit) for row in fair.rows}
    pieces = [(piece.begins.day.day, piece.ends.day.day) for piece in road.row("b1").pieces]

    assert times == {
        "a1": (13, 0, 14, 480),
        "a2": (16, 0, 20, 240),
        "a3": (16, 0, 20, 240),
        "a4": (20, 240, 20, 240),
        "a5": (13, 240, 16, 240),
        "a6": (13, 0, 13, 480),
        "a7": (13, 0, 14, 480),
        "a8": (1, 0, 3, 480),
        "a9": (13, 0, 13, 240),
        "c1": (14, 0, 14, 320),
        "c2": (13, 0, 13, 480),
    }
    assert [3, 0, 0, 2] == [milestone.late for milestone in fair.milestones]
    assert [(14, 17), (21, 28)] == pieces  # 30 h, 30 h and 10 h
    assert [date(2025, 11, 6), date(2025, 11, 7)] == [row.due for row in road.rows[1:]]


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_wrong_with_a_plan_that_is_right(name):
    """No violation of the samples' plans."""
    *_, plan = planned(name)

    assert [] == checked(name, plan)


@pytest.mark.parametrize("edge", EDGES)
def test_nothing_is_wrong_with_a_plan_at_the_bounds_of_a_rule(edge):
    """Full days, hours read from dates, capacities that just bind, pauses that just may be."""
    actions, constraints, as_of = read(EDGES[edge])
    plan = schedule(actions, constraints, as_of=as_of)

    assert [] == list(violations(actions, constraints, plan, as_of=as_of))


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_named(fault):
    """Exactly the kinds of violation that the change brings about, each in a sentence."""
    name, spoil, kinds = FAULTS[fault]
    *_, plan = planned(name)
    found = checked(name, spoil(plan))

    assert {*kinds.split()} == {violation.kind for violation in found}
    assert all(violation.sentence.endswith(".") for violation in found)
    assert {None, *(row.id for row in plan.rows), "a55"} >= {violation.action for violation in found}


def test_every_kind_has_a_fault():
    """No kind of violation is there that nothing brings about."""
    assert {*get_args(Kind)} == {kind for *_, kinds in FAULTS.values() for kind in kinds.split()}


def test_a_violation_says_what_and_where():
    """A kind, a sentence, and the action's id."""
    name, spoil, _ = FAULTS["a unit too little"]
    found = checked(name, spoil(planned(name)[2]))

    assert Violation("wrong_work", "'a6' has 479 units of time and needs 480.", "a6") in found


@pytest.mark.parametrize(
    ("capacity", "period", "bound"),
    [
        (None, None, None),
        (0, None, None),
        (0.99, None, None),
        (1, None, 1.0),
        (59.5, None, 59.5),
        (60, None, None),
        (4, "month", None),
        (13, "month", 3.0),
        (10, "total", None),
    ],
)
def test_capacity_binds_from_an_hour_to_what_all_work(capacity, period, bound):
    """Ann's 40 h and bob's 20 h a week; months count for 12 of 52 weeks, totals for none."""
    body = SAMPLES["road"]
    constraints = body["constraints"] | {"teamCapacity": capacity, "teamCapacityPeriod": period}
    actions, constraints, as_of = read(body | {"constraints": constraints})
    plan = schedule(actions, constraints, as_of=as_of)
    other = evolve(plan, team_hours=61.0)

    assert bound == plan.team_hours
    assert [] == list(violations(actions, constraints, plan))
    assert {"wrong_capacity"} == {each.kind for each in violations(actions, constraints, other)}


def test_the_policy_counts_where_the_request_is_silent():
    """Its working days, hours and holidays, and a plan under another policy is wrong."""
    policy = Policy(
        working_days=(0, 1), hours_per_week=16.0, hours=12.0, holidays=frozenset({date(2025, 10, 14)})
    )
    actions, constraints, as_of = read({"actions": [{"id": "a1"}], "asOf": "2025-10-13"})
    plan = schedule(actions, constraints, as_of=as_of, policy=policy)

    assert (date(2025, 10, 13), date(2025, 10, 20)) == (plan.rows[0].start, plan.rows[0].due)
    assert [] == list(violations(actions, constraints, plan, policy=policy))
    assert [] != list(violations(actions, constraints, plan))


@given(bodies(most=8), st.data())
def test_an_action_that_is_moved_is_caught(body, data):
    """Other dates than those planned never go unseen: at least the score says so."""
    actions, constraints, as_of = read(body)
    plan = schedule(actions, constraints, as_of=as_of, policy=QUICK)
    row = data.draw(st.sampled_from(plan.rows))
    by = timedelta(data.draw(st.integers(-9, 9).filter(bool)))

    def later(moment):
        return evolve(moment, day=moment.day + by)

    pieces = tuple(evolve(each, begins=later(each.begins), ends=later(each.ends)) for each in row.pieces)
    times = {"begins": later(row.begins), "ends": later(row.ends), "pieces": pieces}
    moved = evolve(row, start=row.start + by, due=row.due + by, **times)
    rows = tuple(moved if each is row else each for each in plan.rows)

    assert [] != list(violations(actions, constraints, evolve(plan, rows=rows)))


@settings(max_examples=50)
@given(clean_bodies(most=6))
def test_another_planner_keeps_the_same_times(body):
    """What is placed one by one in the plan's order by other code begins and ends at the same moments."""
    body["constraints"]["teamCapacity"] = None
    actions, constraints, as_of = read(body)
    plan = schedule(actions, constraints, as_of=as_of, policy=QUICK)
    order = [row.id for row in sorted(plan.rows, key=lambda row: (row.begins, row.ends, int(row.id[1:])))]

    times = one_by_one(body, order)

    assert times == {
        row.id: ((row.begins.day, row.begins.unit), (row.ends.day, row.ends.unit)) for row in plan.rows
    }
