"""What is known of the sample portfolios holds in their plans."""

from datetime import date
from itertools import pairwise

import pytest
from tests.strategies import cases

from purpose_coach.scheduling import Portfolio, schedule
from purpose_coach.scheduling.verifier import violations

FIRST = date(2025, 10, 13)
CASES = {case["id"]: case for case in cases("scheduling")}
every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def planned(case):
    """The case's portfolio and its plan from Monday, 13 October 2025 on."""
    portfolio = Portfolio.model_validate(case["body"])
    return portfolio, schedule(portfolio.actions, portfolio.constraints, as_of=FIRST)


def longest(rows):
    """The chain of dependencies with the most hours."""
    chains = {}
    waiting = list(rows)
    while waiting:
        row = waiting.pop(0)
        if any(each not in chains for each in row.after):
            waiting.append(row)
            continue
        before = max((chains[each] for each in row.after), default=(0, ()))
        chains[row.id] = (before[0] + row.hours, (*before[1], row.id))
    return max(chains.values())


def followers(rows, name):
    """All that wait for an action, at whatever remove."""
    found = {name}
    for _ in rows:
        found |= {row.id for row in rows if found & {*row.after}}
    return found - {name}


@every_case
def test_the_plan_is_what_it_says(case):
    """The verifier finds nothing wrong with it."""
    portfolio, plan = planned(case)

    assert [] == list(violations(portfolio.actions, portfolio.constraints, plan, as_of=FIRST))


@every_case
def test_every_person_works_the_hours_that_the_actions_have(case):
    """Hours, and weeks of each person, are those of the request, from the rows and from the loads."""
    _, plan = planned(case)
    rows = {
        name: [row for row in plan.rows if row.person == name] for name in (row.person for row in plan.rows)
    }
    hours = {name: sum(row.hours for row in some) for name, some in rows.items()}
    weeks = {name: round(hours[name] / some[0].hours_per_week, 2) for name, some in rows.items()}
    loads = {name: sum(load.hours for load in plan.loads if load.person == name) for name in rows}

    assert case["facts"]["open_hours_by_person"] == hours
    assert case["facts"]["weeks_by_person"] == weeks
    assert hours == pytest.approx(loads)


@every_case
def test_nothing_waits_for_more_or_less_than_it_should(case):
    """What each action unblocks, and what it depends on that is nowhere, are as known."""
    _, plan = planned(case)
    unknown = [fact.reference for fact in plan.assumptions if fact.kind == "unknown_dependency"]
    unblocks = {row.id: len(followers(plan.rows, row.id)) for row in plan.rows}

    assert case["facts"]["unknown_dependencies"] == unknown
    if not case["facts"]["has_cycle"]:
        assert case["facts"]["unblocks"] == {name: count for name, count in unblocks.items() if count}


@every_case
def test_the_plan_is_no_shorter_than_its_critical_path(case):
    """The longest chain is the known one, and all people work eight hours a day at most."""
    _, plan = planned(case)
    hours, path = longest(plan.rows)
    if not case["facts"]["has_cycle"]:
        assert case["facts"]["critical_path_hours"] == hours
        assert case["facts"]["critical_path"] == [*path]

    assert hours <= plan.score.span / 60
    assert all(plan.row(one).ends <= plan.row(other).begins for one, other in pairwise(path))


@every_case
def test_a_circle_is_said_where_there_is_one(case):
    """It is spelled out, and both actions of the dependency that was given up are named."""
    _, plan = planned(case)
    circles = [fact for fact in plan.assumptions if fact.kind == "broken_cycle"]

    assert case["facts"]["has_cycle"] == bool(circles)
    for fact in circles:
        assert {"a1", "a2", "a3"} == {each.id for each in fact.circle}
        assert ("a3", "a2") == fact.about  # the least important of them waits no more


def test_an_infeasible_deadline_is_missed_by_no_more_than_it_must_be():
    """220 h at 40 h a week take 27.5 days: 18 more than there are, in any order, and the plan says so."""
    _, plan = planned(CASES["p05"])
    (milestone,) = plan.milestones
    short = milestone.shortfall

    assert (18, 18, date(2025, 11, 19)) == (milestone.late, milestone.least, milestone.reached)
    assert ("pat", 220.0, 80.0) == (short.person, short.hours, short.available)
    assert plan.search.proved
    assert "2025-11-19" in " ".join(fact.sentence for fact in milestone.remedies)
    assert "18 working days" in " ".join(fact.sentence for fact in plan.risks)


@pytest.mark.parametrize("name", sorted(CASES.keys() - {"p05"}))
def test_a_feasible_deadline_is_met(name):
    """Nothing is late."""
    _, plan = planned(CASES[name])

    assert [0] == [milestone.late for milestone in plan.milestones]
    assert (0, True) == (plan.score.lateness, plan.search.proved)
