"""What a request says is read as it is meant; what is dirty is read so that it can be planned, and said."""

from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.scheduling.strategies import bodies
from tests.scheduling.strategies import read as parts

from purpose_coach.scheduling import Action, Constraints, Policy, Portfolio
from purpose_coach.scheduling.circles import EXACT, broken, components
from purpose_coach.scheduling.people import exactly
from purpose_coach.scheduling.problem import inverted, sorted_out
from purpose_coach.scheduling.reading import read

MONDAY = date(2025, 10, 13)
CONTRACT = {
    "actions": [
        {
            "id": "string",
            "title": "string",
            "estimatedDuration": 40,
            "dependencies": ["string"],
            "assignedTo": "string",
            "currentStartDate": "string?",
            "currentDueDate": "string?",
            "priority": "string",
        }
    ],
    "constraints": {
        "teamCapacity": 160,
        "criticalDeadlines": [{"date": "2025-11-01", "description": "Product launch"}],
        "teamAvailability": [{"personId": "string", "hoursPerWeek": 40, "unavailableDates": ["string"]}],
    },
}


def reading(*actions, policy=None, **constraints):
    """How actions, as they are sent, are read from Monday, 13 October 2025 on."""
    sent = Portfolio.model_validate({"actions": list(actions), "constraints": constraints})
    return read(sent.actions, sent.constraints, MONDAY, policy or Policy())


def kinds(read):
    """The kinds of what was assumed."""
    return [fact.kind for fact in read.assumptions]


def test_the_contracts_own_example_is_read():
    """Its placeholders say nothing, but "string" is a person of the team; it depends on itself."""
    found = reading(*CONTRACT["actions"], **CONTRACT["constraints"])

    assert ["depends_on_itself"] == kinds(found)
    assert "string" == found.staff.people[0].name
    assert (5 * 480,) == found.problem.lengths


@pytest.mark.parametrize("absent", [{}, {"constraints": None}, {"constraints": {}}])
def test_a_request_needs_no_constraints(absent):
    """What is absent, null or empty is the same."""
    assert Constraints() == Portfolio.model_validate({"actions": [], **absent}).constraints


@pytest.mark.parametrize(
    "name", ["dependencies", "title", "priority", "assignedTo", "status", "currentDueDate"]
)
def test_null_is_absent(name):
    """A field that is null is read as if it were not there."""
    assert Action(id="a") == Action.model_validate({"id": "a", name: None})


@pytest.mark.parametrize(
    "written", ["2025-10-15", " 2025-10-15 ", "2025-10-15T23:59:59Z", "2025-10-15T01:00:00+14:00"]
)
def test_a_date_is_the_one_that_is_written(written):
    """Times and their zones are cut off, not worked out."""
    assert (
        date(2025, 10, 15) == Action.model_validate({"id": "a", "currentDueDate": written}).current_due_date
    )


WRONG = [
    ("actions.0.estimatedDuration", {"actions": [{"id": "a", "estimatedDuration": float("nan")}]}),
    ("actions.0.estimatedDuration", {"actions": [{"id": "a", "estimatedDuration": float("inf")}]}),
    ("actions.0.estimatedDuration", {"actions": [{"id": "a", "estimatedDuration": -1}]}),
    ("actions.0.currentDueDate", {"actions": [{"id": "a", "currentDueDate": "2025-02-30"}]}),
    ("actions.0.currentStartDate", {"actions": [{"id": "a", "currentStartDate": "next week"}]}),
    ("actions.0.currentStartDate", {"actions": [{"id": "a", "currentStartDate": 1760313600}]}),
    ("actions.2.id", {"actions": [{"id": "a"}, {"id": "b"}, {"id": "a"}]}),
    ("constraints.teamCapacity", {"actions": [], "constraints": {"teamCapacity": -5}}),
    ("constraints.workingDays", {"actions": [], "constraints": {"workingDays": []}}),
    ("constraints.workingDays.1", {"actions": [], "constraints": {"workingDays": ["Mon", "Moonday"]}}),
    ("constraints.workingDays.1", {"actions": [], "constraints": {"workingDays": [7, 0]}}),
    ("constraints.holidays.0", {"actions": [], "constraints": {"holidays": ["Christmas"]}}),
    ("constraints.teamCapacityPeriod", {"actions": [], "constraints": {"teamCapacityPeriod": "year"}}),
    (
        "constraints.criticalDeadlines.0.date",
        {"actions": [], "constraints": {"criticalDeadlines": [{"date": "tbd"}]}},
    ),
    *(
        (
            "constraints.teamAvailability.0.hoursPerWeek",
            {"actions": [], "constraints": {"teamAvailability": [{"personId": "p", "hoursPerWeek": hours}]}},
        )
        for hours in (0, -1, 168.5, float("nan"))
    ),
]


@pytest.mark.parametrize(("path", "body"), WRONG)
def test_what_cannot_be_read_is_refused_with_its_path(path, body):
    """The error names the client's own field."""
    with pytest.raises(ValidationError) as refused:
        Portfolio.model_validate(body)

    assert [path] == [".".join(map(str, error["loc"])) for error in refused.value.errors()]


def test_repeated_ids_are_refused_without_a_portfolio_too():
    """Whoever calls the scheduler from Python gets the same error."""
    with pytest.raises(ValidationError, match="must not repeat"):
        read([Action(id="a"), Action(id="a")], Constraints(), MONDAY, Policy())


@pytest.mark.parametrize(
    ("hours", "weekly", "units"), [(40, 40, 2400), (8, 20, 960), (0.1, 40, 6), (1, 37.5, 64), (24, 168, 480)]
)
def test_hours_become_units_of_the_persons_day(hours, weekly, units):
    """480 units are a day, rounded up to a whole unit and exact about decimals."""
    found = reading(
        {"id": "a", "estimatedDuration": hours, "assignedTo": "p"},
        teamAvailability=[{"personId": "P ", "hoursPerWeek": weekly}],
    )

    assert (units,) == found.problem.lengths


def test_more_than_a_day_can_hold_is_spread_over_the_week():
    """Who works 168 hours has seven days of 24; a holiday is still one."""
    member = {"personId": "p", "hoursPerWeek": 168, "unavailableDates": ["2025-10-18"]}
    found = reading({"id": "a", "assignedTo": "p"}, teamAvailability=[member], holidays=["2025-10-19"])
    (person,) = found.staff.people

    assert (24, (0, 1, 2, 3, 4, 5, 6)) == (person.daily, person.days.weekdays)
    assert date(2025, 10, 20) == person.days.day(5)
    assert date(2025, 10, 18) == found.staff.days.day(5)


@pytest.mark.parametrize(
    ("fields", "hours"),
    [
        ({}, 8),
        ({"currentStartDate": "2025-10-20"}, 8),
        ({"currentStartDate": "2025-10-16", "currentDueDate": "2025-10-21"}, 32),
        ({"currentStartDate": "2025-10-18", "currentDueDate": "2025-10-19"}, 8),
        ({"currentStartDate": "2025-10-21", "currentDueDate": "2025-10-16"}, 8),
    ],
)
def test_a_missing_duration_is_read_from_the_current_dates(fields, hours):
    """All working days from start to due; without both, or with none between them, 8 hours."""
    found = reading({"id": "a", **fields})
    (assumed,) = [fact for fact in found.assumptions if fact.kind == "assumed_duration"]

    assert (hours, hours) == (assumed.hours, found.hours[0])
    assert ("dates" if hours == 32 else "default") == assumed.source


def test_no_hours_are_a_milestone():
    """An estimate of 0 is kept, and said."""
    found = reading({"id": "a", "estimatedDuration": 0, "assignedTo": "p"})

    assert (0,) == found.problem.lengths
    assert ["unknown_person", "no_time"] == kinds(found)


def test_people_are_one_in_any_spelling():
    """Names match after folding case and white space; an unknown one is one person, nobody is many."""
    found = reading(
        *(
            {"id": f"a{number}", "assignedTo": name}
            for number, name in enumerate(("MAYA", " maya", "zed", "Zed "))
        ),
        {"id": "b1"},
        {"id": "b2", "assignedTo": "TBD"},
        teamAvailability=[{"personId": "Maya", "hoursPerWeek": 20}],
    )

    assert (0, 0, 1, 1, 2, 3) == found.staff.doing
    assert [("Maya", 20), ("zed", 40), (None, 40), (None, 40)] == [
        (person.name, person.hours) for person in found.staff.people
    ]
    (unknown,) = [fact for fact in found.assumptions if fact.kind == "unknown_person"]
    assert ("a2", "a3") == unknown.actions


def test_a_person_in_the_team_twice_is_one():
    """With the hours of the first entry, and off on the days of both."""
    entries = [
        {"personId": "p", "hoursPerWeek": 20, "unavailableDates": ["2025-10-13"]},
        {"personId": "P", "unavailableDates": ["2025-10-14", None, ""]},
    ]
    found = reading({"id": "a", "assignedTo": "p"}, teamAvailability=entries)

    assert (20, date(2025, 10, 15)) == (found.staff.people[0].hours, found.staff.people[0].days.day(0))
    assert "repeated_person" in kinds(found)


def test_dependencies_are_found_by_id_then_by_title():
    """In any spelling, if only one action has it; what is not found is said, and once each."""
    found = reading(
        {"id": "a1", "title": "Plan"},
        {"id": "a2", "title": "Build", "dependencies": ["A1", "plan", "Twice", "ghost", "", None, "ghost"]},
        {"id": "a3", "title": "Twice", "dependencies": ["BUILD", "a3"]},
        {"id": "a4", "title": "Twice"},
    )
    unknown = [fact.reference for fact in found.assumptions if fact.kind == "unknown_dependency"]

    assert ((), (0,), (1,), ()) == found.problem.before
    assert ["Twice", "ghost"] == unknown
    assert {"matched_by_title", "depends_on_itself"} < set(kinds(found))


def test_what_is_settled_is_not_planned():
    """Who waits for what is done waits no more; what is cancelled is asked about."""
    found = reading(
        {"id": "a1", "status": "Done"},
        {"id": "a2", "status": " CANCELLED "},
        {"id": "a3", "dependencies": ["a1", "a2"], "status": "in progress"},
    )

    assert ("a3",) == found.problem.ids
    assert ["a1", "a2"] == [action.id for action in found.settled]
    assert 1 == kinds(found).count("depends_on_cancelled")
    assert 2 == kinds(found).count("already_settled")


def test_a_circle_is_broken_at_the_lowest_priority():
    """One dependency is dropped, both actions are told, and the circle is spelled out."""
    found = reading(
        {"id": "a", "title": "Choose", "dependencies": ["c"], "priority": "high"},
        {"id": "b", "title": "Build", "dependencies": ["a"], "priority": "high"},
        {"id": "c", "title": "Measure", "dependencies": ["b"], "priority": "medium"},
    )
    (dropped,) = [fact for fact in found.assumptions if fact.kind == "broken_cycle"]

    assert ((2,), (0,), ()) == found.problem.before
    assert ("c", "b") == dropped.about
    assert "“Measure” → “Choose” → “Build” → “Measure”" in dropped.sentence


@st.composite
def tangles(draw, most):
    """Dependencies of any kind, circles included, and priorities."""
    size = draw(st.integers(1, most))
    needs = st.sets(st.integers(0, size - 1), max_size=min(size, 4))
    before = [sorted(draw(needs) - {number}) for number in range(size)]
    return before, draw(st.lists(st.sampled_from([1, 2, 4, 8]), min_size=size, max_size=size))


def free(before):
    """Whether there is no circle."""
    return len(before) == len(sorted_out(before, inverted(before)))


@given(tangles(most=25))
def test_what_is_kept_has_no_circle_and_misses_nothing(tangle):
    """All is kept that was free, and nothing that was dropped could be put back."""
    before, weights = tangle
    kept = broken(before, weights)

    assert free(kept)
    assert all({*kept[number]} <= {*before[number]} for number in range(len(before)))
    for number in range(len(before)):
        for each in {*before[number]} - {*kept[number]}:
            again = [{*some, each} if place == number else some for place, some in enumerate(kept)]
            assert not free(again)


@given(tangles(most=5))
def test_the_fewest_dependencies_are_dropped(tangle):
    """Of small tangles every choice is tried: none breaks all circles with fewer edges."""
    before, weights = tangle
    kept = broken(before, weights)
    edges = [(number, each) for number in range(len(before)) for each in before[number]]
    dropped = len(edges) - sum(map(len, kept))

    for fewer in combinations(edges, dropped - 1) if dropped else ():
        left = [[each for each in some if (number, each) not in fewer] for number, some in enumerate(before)]
        assert not free(left)


def test_a_long_chain_and_a_large_circle_are_no_trouble():
    """Five thousand actions in a chain have no tangle, in a circle one, and lose one dependency."""
    size = 5000
    chain = [[number - 1] if number else [] for number in range(size)]
    circle = [[(number - 1) % size] for number in range(size)]

    assert [] == components(chain)
    assert [list(range(size))] == components(circle)
    assert size - 1 == sum(map(len, broken(circle, [2] * size)))
    assert size > EXACT


def test_a_deadline_concerns_what_it_names():
    """An id or a title within the description, with all that is waited for; else everything."""
    actions = [
        {"id": "a1", "title": "Bake"},
        {"id": "a10", "title": "Sell", "dependencies": ["a1"]},
        {"id": "b", "title": "Own"},
    ]
    deadlines = [
        {"date": "2025-11-03", "description": "First SELL day, in town"},
        {"date": "2025-11-04", "description": "Ship a1"},
        {"date": "2025-11-05", "description": "Party b"},
        {"date": "2025-11-06", "description": "", "appliesTo": ["B", "nothing"]},
        {"date": "2025-11-07", "description": "Resell everything"},
    ]
    found = reading(*actions, criticalDeadlines=deadlines)

    assert [(0, 1), (0,), (0, 1, 2), (2,), (0, 1, 2)] == [scope.actions for scope in found.scopes]
    assert [True, True, False, True, False] == [scope.named for scope in found.scopes]
    (unknown,) = [fact for fact in found.assumptions if fact.kind == "unknown_scope"]
    assert ("nothing",) == unknown.references


@pytest.mark.parametrize(
    ("capacity", "period", "weekly", "bound"),
    [
        (60, None, 60, True),
        (80, None, 80, False),
        (160, "month", Fraction(480, 13), True),
        (1, "total", None, False),
        (0, None, None, False),
        (0.99, None, None, False),
    ],
)
def test_capacity_is_hours_a_week(capacity, period, weekly, bound):
    """It bounds the plan only if people could work more; less than an hour a week is ignored."""
    found = reading(
        {"id": "a", "assignedTo": "p"},
        {"id": "b", "assignedTo": "q"},
        teamCapacity=capacity,
        teamCapacityPeriod=period,
    )

    assert (weekly, bound) == (found.weekly, found.problem.capacity is not None)
    assert (weekly is None) == bool({"total_capacity", "ignored_capacity"} & {*kinds(found)})


def test_past_dates_are_said():
    """What was due, or was to start, before the plan begins; Friday is one working day ago."""
    found = reading(
        {"id": "a", "assignedTo": "p", "currentDueDate": "2025-10-10", "estimatedDuration": 1},
        {"id": "b", "assignedTo": "p", "currentStartDate": "2025-10-10", "estimatedDuration": 1},
        {
            "id": "c",
            "assignedTo": "p",
            "currentStartDate": "2025-10-20",
            "currentDueDate": "2025-10-17",
            "estimatedDuration": 1,
        },
    )
    past = [fact for fact in found.assumptions if fact.kind in {"due_past", "start_past", "due_too_early"}]

    assert ["due_past", "start_past", "due_too_early"] == [fact.kind for fact in past]
    assert 1 == past[0].days


@given(st.decimals(0, 10**6, places=6).map(float))
def test_numbers_are_as_written(number):
    """A float is read as the decimal that stands in the request."""
    assert Fraction(str(number)) == exactly(number)


@given(bodies(most=10))
def test_every_assumption_is_a_sentence_about_known_actions(body):
    """It ends as one, and names only ids of the request."""
    actions, constraints, as_of = parts(body)
    found = read(actions, constraints, as_of or MONDAY, Policy())
    ids = {action.id for action in actions}

    for fact in found.assumptions:
        assert fact.sentence.endswith((".", "now", "first."))
        assert {*fact.about} <= ids


@given(bodies(most=10), st.randoms())
def test_the_order_of_actions_does_not_matter(body, random):
    """A shuffled request is the same problem."""
    actions, constraints, as_of = parts(body)
    shuffled = list(actions)
    random.shuffle(shuffled)
    one, other = (read(some, constraints, as_of, Policy()) for some in (actions, shuffled))

    assert one.problem.content() == other.problem.content()
    assert one.assumptions == other.assumptions


def test_a_weekday_may_be_written_as_a_whole_float():
    """1.0 is the number 1 in JSON, and means Monday; 1.5 means nothing."""
    assert (0, 4) == tuple(Constraints(working_days=[1.0, 5.0]).working_days)
    with pytest.raises(ValidationError):
        Constraints(working_days=[1.5])
