"""What a plan says of a portfolio: dates, reasons, risks and remedies, by hand and by law."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.processes import python
from tests.scheduling.strategies import bodies, clean_bodies, read
from tests.strategies import cases

from purpose_coach.errors import InvalidRequest
from purpose_coach.scheduling import Policy, Portfolio, Proposal, schedule
from purpose_coach.scheduling.schedule import Held, LongChain, Overload

MONDAY = date(2025, 10, 13)
WEDNESDAY = date(2025, 10, 15)
QUICK = Policy(effort=0.05)
fewer = settings(max_examples=max(30, settings.default.max_examples // 4))
CASES = {case["id"]: case["body"] for case in cases("scheduling")}


def planned(*actions, as_of=MONDAY, policy=QUICK, solver=None, **constraints):
    """The plan of actions as they are sent."""
    sent = Portfolio.model_validate({"actions": list(actions), "constraints": constraints})
    return schedule(sent.actions, sent.constraints, as_of=as_of, policy=policy, solver=solver)


def case(name):
    """The plan of a sample portfolio."""
    return planned(*CASES[name]["actions"], policy=Policy(), **CASES[name]["constraints"])


def work(name, hours, person="p", **fields):
    """An action as it is sent."""
    return {"id": name, "title": f"Do {name}", "estimatedDuration": hours, "assignedTo": person, **fields}


def member(person="p", hours=40, *away):
    """Someone of the team as it is sent."""
    return {"personId": person, "hoursPerWeek": hours, "unavailableDates": [f"{day}" for day in away]}


def due(plan):
    """The due date of each action, as it is written."""
    return {row.id: f"{row.due}" for row in plan.rows}


def kinds(facts):
    """The kinds of some facts."""
    return [fact.kind for fact in facts]


def test_forty_hours_from_a_wednesday_are_done_on_tuesday():
    """At 40 hours a week five working days pass, and a weekend."""
    plan = planned(work("a", 40), as_of=WEDNESDAY, teamAvailability=[member()])
    (row,) = plan.rows

    assert (WEDNESDAY, date(2025, 10, 21)) == (row.start, row.due)
    assert (0, 480) == (row.begins.unit, row.ends.unit)
    assert Held("start") == row.held


@pytest.mark.parametrize(
    ("hours", "fields", "last"),
    [
        (20, {}, "2025-10-28"),
        (40, {"holidays": ["2025-10-17"]}, "2025-10-22"),
        (40, {"workingDays": ["Mon", "Tue", "Wed", "Thu"]}, "2025-10-21"),
        (168, {}, "2025-10-16"),
    ],
)
def test_calendars_move_the_due_date(hours, fields, last):
    """Fewer hours, a holiday, a shorter week, and more hours than working days have."""
    plan = planned(work("a", 40), as_of=WEDNESDAY, teamAvailability=[member("p", hours)], **fields)

    assert last == due(plan)["a"]


def test_an_absence_is_paused_over_and_a_day_is_shared():
    """Off on Tuesday: 12 hours end on Wednesday noon; who waits for them begins in what is left of it."""
    plan = planned(
        work("a", 12, priority="high"),
        work("b", 4, "q", dependencies=["a"]),
        work("c", 8, priority="low"),
        teamAvailability=[member("p", 40, "2025-10-14"), member("q", 40)],
    )
    a, b, c = plan.rows

    assert ("2025-10-15", 240) == (f"{a.due}", a.ends.unit)
    assert (a.ends, Held("dependency", "a")) == (b.begins, b.held)
    assert ("2025-10-15", Held("person", "a")) == (f"{b.due}", c.held)


def test_who_is_away_at_first_is_held_by_the_calendar():
    """A person off on the first day begins on the second, and nobody else is to blame."""
    (row,) = planned(work("a", 8), teamAvailability=[member("p", 40, MONDAY)]).rows

    assert (date(2025, 10, 14), Held("calendar")) == (row.start, row.held)


def test_a_milestone_of_no_hours_is_reached_when_all_before_it_is_done():
    """On the day on which the work ends; with nothing before it, on the first; never on a day off."""
    plan = planned(
        work("a", 8),
        work("m", 0, "q", dependencies=["a"]),
        work("n", 0, "q"),
        work("o", 0, "r", dependencies=["a"]),
        teamAvailability=[member(), member("q"), member("r", 40, MONDAY)],
    )

    assert {"a": "2025-10-13", "m": "2025-10-13", "n": "2025-10-13", "o": "2025-10-14"} == due(plan)


def test_the_contracts_example_is_planned():
    """Forty hours, met well before its deadline; its words are placeholders."""
    body = {
        "id": "string",
        "title": "string",
        "estimatedDuration": 40,
        "dependencies": ["string"],
        "assignedTo": "string",
        "currentStartDate": "string?",
        "currentDueDate": "string?",
        "priority": "string",
    }
    plan = planned(
        body,
        as_of=WEDNESDAY,
        teamCapacity=160,
        criticalDeadlines=[{"date": "2025-11-01", "description": "Product launch"}],
        teamAvailability=[{"personId": "string", "hoursPerWeek": 40, "unavailableDates": ["string"]}],
    )

    assert {"string": "2025-10-21"} == due(plan)
    assert (0, 8.0) == (plan.milestones[0].late, plan.milestones[0].spare)
    assert plan.search.proved


def test_a_deadline_that_cannot_be_kept_is_missed_by_least_and_explained():
    """220 hours of one person by a Friday two weeks on: 18 working days late, whatever the order."""
    plan = case("p05")
    (milestone,) = plan.milestones

    assert (18, 18, date(2025, 11, 19)) == (milestone.late, milestone.least, milestone.reached)
    assert ("a1", "a2", "a3", "a4") == milestone.chain
    assert (
        Overload(
            person="pat",
            actions=("a1", "a2", "a3", "a4"),
            start=MONDAY,
            end=date(2025, 10, 24),
            hours=220,
            available=80,
        )
        == milestone.shortfall
    )
    assert [True] * 4 == [row.binding for row in plan.rows]
    assert ["late_milestone", "too_much"] == kinds(plan.risks)[:2]


def test_a_chain_of_several_people_is_named_as_such():
    """Ten days one after another do not fit into five, however many people there are."""
    plan = planned(
        work("a", 40),
        work("b", 40, "q", dependencies=["a"]),
        criticalDeadlines=[{"date": "2025-10-17", "description": "Fair"}],
    )
    (milestone,) = plan.milestones

    assert LongChain(actions=("a", "b"), days=10.0, available=5.0) == milestone.shortfall
    assert (5, "b") == (milestone.late, milestone.last)


def test_a_circle_is_planned_and_said_of_both_actions():
    """The sample's three actions are planned in some order, without the dependency that costs least."""
    plan = case("p06")
    (dropped,) = [fact for fact in plan.assumptions if fact.kind == "broken_cycle"]

    assert ("a3", "a2") == dropped.about
    assert [("a3",), ("a1",), (), ("a2",)] == [row.after for row in plan.rows]


def test_what_is_done_keeps_its_dates():
    """It has a row, waits for nothing, and takes nobody's time."""
    plan = planned(
        work("a", 40, status="done", currentStartDate="2025-09-01", currentDueDate="2025-09-05"),
        work("b", 8, dependencies=["a"]),
    )
    done, row = plan.rows

    assert (date(2025, 9, 1), date(2025, 9, 5), False) == (done.start, done.due, done.open)
    assert (MONDAY, ()) == (row.start, row.after)


def test_unassigned_work_goes_to_who_has_room():
    """Nobody's 20 hours are planned at once, and suggested to the one of the team who is free then."""
    plan = planned(
        work("a", 40), work("b", 20, None), work("c", 30, ""), teamAvailability=[member(), member("q", 40)]
    )
    _, b, c = plan.rows

    assert (None, "q", None) == (b.person, b.suggested, c.suggested)
    assert (MONDAY, MONDAY) == (b.start, c.start)


def test_the_teams_capacity_bounds_and_is_said():
    """Two people of 40 hours share 40: 80 hours take two weeks."""
    plan = planned(work("a", 40), work("b", 40, "q"), teamCapacity=40)

    assert {"2025-10-17", "2025-10-24"} == {*due(plan).values()}
    assert 40.0 == plan.team_hours
    assert "full_weeks" in kinds(plan.risks)
    assert [40.0, 40.0] == [load.hours for load in plan.loads if load.person is None]
    assert Held("capacity") in [row.held for row in plan.rows]


def test_loads_are_weeks_of_people():
    """12 of 16 hours from a Thursday on, and 28 of 40 in the week after."""
    plan = planned(
        work("a", 12),
        work("b", 28, currentStartDate="2025-10-20", dependencies=["c"]),
        work("c", 0, "q"),
        as_of=date(2025, 10, 16),
        teamAvailability=[member(), member("q", 40, "2025-10-16", "2025-10-17")],
    )

    assert [(date(2025, 10, 13), 12.0, 16.0), (date(2025, 10, 20), 28.0, 40.0)] == [
        (load.week, load.hours, load.available) for load in plan.loads
    ]


def test_slack_is_what_is_left_before_the_milestone():
    """Three days of work in ten leave seven; what nothing waits for may slip with the plan's end."""
    plan = planned(
        work("a", 8),
        work("b", 16, "q", dependencies=["a"]),
        work("c", 4, "r"),
        criticalDeadlines=[{"date": "2025-10-24", "description": "Do b, at last"}],
    )

    assert [7.0, 7.0, 2.5] == [row.slack for row in plan.rows]
    assert [True, True, False] == [row.binding for row in plan.rows]


def test_the_first_day_is_todays_in_utc():
    """Unless the caller says another, it is the clock's."""
    sent = Portfolio.model_validate({"actions": [work("a", 8)]})
    plan = schedule(sent.actions, clock=lambda: datetime(2025, 10, 14, 23, 30, tzinfo=UTC))

    assert date(2025, 10, 14) == plan.as_of == plan.rows[0].start


@pytest.mark.parametrize("actions", [[], [work("a", 8, status="done")]])
def test_nothing_to_plan_is_a_plan(actions):
    """Of nothing, or of what is done, with the deadlines that then concern nobody."""
    plan = planned(*actions, criticalDeadlines=[{"date": "2025-10-01"}])

    assert len(actions) == len(plan.rows)
    assert (None, 0) == (plan.milestones[0].reached, plan.milestones[0].late)
    assert plan.search.proved


def test_a_plan_beyond_all_calendars_is_refused():
    """Work for some thousands of years is a request that cannot be."""
    with pytest.raises(InvalidRequest, match="9999"):
        planned(work("a", 10**6), teamAvailability=[member("p", 0.5)])


def test_a_row_is_found_by_id():
    """The schedule knows its rows."""
    plan = planned(work("a", 8))

    assert plan.rows[0] is plan.row("a")
    with pytest.raises(KeyError):
        plan.row("b")


def remedied():
    """A team in which a deadline is missed by some days, and more than one thing would mend it."""
    actions = [work("a", 24), work("b", 24), work("c", 8, "q", dependencies=["b"])]
    constraints = {
        "criticalDeadlines": [{"date": "2025-10-17", "description": "Fair"}],
        "teamAvailability": [member(), member("q", 40), member("r", 40)],
    }
    return actions, constraints


def test_remedies_mend():
    """Each is tried: the request changed as it says misses the deadline by what it says."""
    actions, constraints = remedied()
    (milestone,) = planned(*actions, policy=Policy(), **constraints).milestones
    later, more, hand = milestone.remedies
    moved = {**constraints, "criticalDeadlines": [{"date": f"{later.date}", "description": "Fair"}]}
    busier = {**constraints, "teamAvailability": [member("p", more.more), member("q", 40), member("r", 40)]}
    given_away = [
        {**each, "assignedTo": hand.person} if each["id"] == hand.action.id else each for each in actions
    ]

    assert ["later_date", "more_hours", "hand_over"] == kinds(milestone.remedies)
    assert milestone.late > 0
    assert 0 == planned(*actions, **moved).milestones[0].late
    assert 0 == planned(*actions, **busier).milestones[0].late
    assert hand.days == planned(*given_away, **constraints).milestones[0].late


class Reversing:
    """A solver that proposes some order, and a bound."""

    def __init__(self, order, bound):
        self.order, self.bound, self.asked = order, bound, 0

    def __call__(self, problem, known, limits):
        self.asked += 1
        return Proposal(order=self.order, bound=self.bound, steps=7)


def test_a_solver_is_heard_and_not_believed():
    """A worse order changes nothing, a better one is taken, and its bound counts."""
    some = [work("a", 8, priority="low"), work("b", 8, priority="critical")]
    plain = Policy(effort=0.0)
    solver, worse = Reversing((1, 0), 0), Reversing((0, 1), 0)

    assert ["b", "a"] == in_order(planned(*some, policy=plain, solver=solver))
    assert ["b", "a"] == in_order(planned(*some, policy=plain, solver=worse))
    assert 1 == solver.asked == worse.asked
    assert 7 == planned(*some, policy=plain, solver=worse).search.steps
    assert planned(*some, policy=plain, solver=lambda *_: None) == planned(*some, policy=plain)


def in_order(plan):
    """The ids in order of their begin."""
    return [row.id for row in sorted(plan.rows, key=lambda row: row.begins)]


def test_a_solvers_order_wins_where_it_is_better():
    """What two rules and no search got wrong is mended by an order, and then proved by a bound."""
    some = [
        work("a", 16, "p", priority="low"),
        work("b", 8, "q"),
        work("c", 8, "p", dependencies=["b"], currentDueDate="2025-10-14", priority="critical"),
    ]
    lazy = Policy(effort=0.0)
    plan = planned(*some, policy=lazy, solver=Reversing((1, 2, 0), 0))

    assert 8 == planned(*some, policy=lazy).score.tardiness
    assert (0, "solver") == (plan.score.tardiness, plan.search.found)


@fewer
@given(bodies(most=20), st.randoms())
def test_the_order_of_the_request_does_not_matter(body, random):
    """Shuffled actions get the same rows, each in its own place."""
    actions, constraints, as_of = read(body)
    shuffled = list(actions)
    random.shuffle(shuffled)
    try:
        one = schedule(actions, constraints, as_of=as_of, policy=QUICK)
    except InvalidRequest:
        return
    other = schedule(shuffled, constraints, as_of=as_of, policy=QUICK)

    assert [action.id for action in shuffled] == [row.id for row in other.rows]
    assert [(row.start, row.due, row.person) for row in one.rows] == [
        (other.row(row.id).start, other.row(row.id).due, other.row(row.id).person) for row in one.rows
    ]
    assert (one.score, one.search) == (other.score, other.search)


def later(body, days):
    """The request with each of its dates so many days later."""
    text = json.dumps(body)
    for number in range(60, -60, -1):
        old, new = (MONDAY + timedelta(number + add) for add in (0, days))
        text = text.replace(f'"{old}', f'"+{new}')
    return json.loads(text.replace('"+', '"'))


def test_a_shift_by_weeks_shifts_the_plan():
    """The same portfolio one week later has the same plan one week later."""
    for name, body in CASES.items():
        one, other = (
            planned(*sent["actions"], as_of=first, policy=Policy(), **sent["constraints"])
            for sent, first in ((body, MONDAY), (later(body, 7), MONDAY + timedelta(7)))
        )
        moved = [(row.id, row.start + timedelta(7), row.due + timedelta(7)) for row in one.rows]

        assert moved == [(row.id, row.start, row.due) for row in other.rows], name


@fewer
@given(clean_bodies(most=4), st.integers(1, 30))
def test_later_deadlines_are_never_worse(body, days):
    """Small plans are the best there are, so a date that moves away costs nothing."""
    actions, constraints, as_of = read(body)
    assume(constraints.critical_deadlines)
    further = [
        each.model_copy(update={"date": each.date + timedelta(days)})
        for each in constraints.critical_deadlines
    ]
    relaxed = constraints.model_copy(update={"critical_deadlines": tuple(further)})
    tight, loose = (schedule(actions, each, as_of=as_of).score for each in (constraints, relaxed))

    assert loose.lateness <= tight.lateness


@fewer
@given(clean_bodies(most=4), st.sampled_from([1.5, 2.0]))
def test_shorter_work_is_never_later(body, factor):
    """If every action takes less, no milestone is missed by more."""
    actions, constraints, as_of = read(body)
    assume(constraints.team_capacity is None)
    shorter = [
        each.model_copy(update={"estimated_duration": (each.estimated_duration or 0) / factor})
        for each in actions
    ]
    longer, quicker = (schedule(some, constraints, as_of=as_of).score for some in (actions, shorter))

    assert quicker.lateness <= longer.lateness


@fewer
@given(bodies(most=12))
def test_bounds_are_kept(body):
    """No milestone is missed by less than it must be, and a proof is the bound itself."""
    actions, constraints, as_of = read(body)
    try:
        plan = schedule(actions, constraints, as_of=as_of, policy=QUICK)
    except InvalidRequest:
        return

    assert plan.search.bound <= plan.score.lateness
    assert plan.search.proved == (plan.search.bound == plan.score.lateness)
    assert all(milestone.least <= milestone.late for milestone in plan.milestones)


@fewer
@given(bodies(most=12))
def test_every_fact_is_a_sentence(body):
    """Of risks, assumptions and remedies: one line that ends as a sentence, about known actions."""
    actions, constraints, as_of = read(body)
    try:
        plan = schedule(actions, constraints, as_of=as_of, policy=QUICK)
    except InvalidRequest:
        return
    facts = (
        *plan.assumptions,
        *plan.risks,
        *(fact for milestone in plan.milestones for fact in milestone.remedies),
    )

    for fact in facts:
        assert fact.sentence.endswith(".")
        assert {*fact.about} <= {action.id for action in actions}


SAME = """
import json, sys
from datetime import date
from purpose_coach.scheduling import Portfolio, schedule
body = json.loads(sys.argv[1])
sent = Portfolio.model_validate(body)
plan = schedule(sent.actions, sent.constraints, as_of=date(2025, 10, 13))
heavy = {"ortools", "numpy", "pandas", "threading", "asyncio", "socket"} & {*sys.modules}
print(json.dumps([repr(plan), sorted(heavy)]))
"""


def test_another_process_makes_the_same_plan_and_loads_nothing_heavy():
    """Whatever the hash seed; and neither a solver nor an event loop is imported for it."""
    body = json.dumps(CASES["p02"])
    plans = [json.loads(python("-c", SAME, body)[0]) for _ in range(2)]

    assert plans[0] == plans[1]
    assert {"ortools", "numpy", "pandas", "asyncio"}.isdisjoint(plans[0][1])
