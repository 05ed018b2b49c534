"""Scheduling: dates are computed and verified, words hold to the facts, the same request repeats."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hostile import EXAMPLES, LIE, MARKUP, NUMBER, answers, outcome, scripted, texts_of
from tests.judges import sections
from tests.strategies import cases

from purpose_coach import Coach
from purpose_coach.backends import Scripted
from purpose_coach.errors import InvalidRequest
from purpose_coach.grounding import numbers
from purpose_coach.operation import parsed

pytestmark = pytest.mark.usefixtures("dose")
fuzzed = settings(max_examples=EXAMPLES)

SCHEDULE = Coach.scheduling_suggestions
NOW = datetime(2025, 10, 13, 9, tzinfo=UTC)
BODIES = [case["body"] for case in cases("scheduling")]


def planned(body, model=None, **parts):
    """The result for a body on the cases' own day."""
    return scripted(model, clock=lambda: NOW, **parts).run(SCHEDULE, parsed(SCHEDULE, json.dumps(body)))


def rows_of(body, model=None):
    """The rows by id."""
    return {row["actionId"]: row for row in planned(body, model).body()}


@st.composite
def bodies(draw):
    """Portfolios, clean and dirty."""
    count = draw(st.integers(0, 6))
    names = [f"a{n}" for n in range(count)]
    some = st.sampled_from([*names, "gone", ""])
    who = st.none() | st.sampled_from(["ana", " Ana ", "bo", ""])
    day = st.none() | st.sampled_from(["2025-10-20", "2025-09-01", "2025-12-19T10:00:00Z", ""])
    actions = [
        {
            "id": name,
            "title": draw(st.sampled_from(["Plan", "Build the shop", "Open", ""])),
            "estimatedDuration": draw(st.none() | st.sampled_from([0, 0.5, 8, 40, 130])),
            "dependencies": draw(st.lists(some, max_size=2)),
            "assignedTo": draw(who),
            "currentStartDate": draw(day),
            "currentDueDate": draw(day),
            "priority": draw(st.sampled_from(["low", "High", "purple", ""])),
        }
        for name in names
    ]
    team = [
        {
            "personId": "Ana",
            "hoursPerWeek": draw(st.sampled_from([8, 40])),
            "unavailableDates": ["2025-10-15"],
        }
    ]
    return {
        "actions": actions,
        "constraints": {
            "teamCapacity": draw(st.sampled_from([10, 160])),
            "criticalDeadlines": [
                {"date": "2025-10-24", "description": draw(st.sampled_from(["Open", "Fair"]))}
            ],
            "teamAvailability": draw(st.sampled_from([team, []])),
        },
    }


def dates(row):
    """The row's two dates."""
    return date.fromisoformat(row["suggestedStartDate"]), date.fromisoformat(row["suggestedDueDate"])


def holds(body, result):
    """One row an action in the request's order, dates in order, and no number that is not a fact."""
    rows = result.body()

    assert [action["id"] for action in body["actions"]] == [row["actionId"] for row in rows]
    for row in rows:
        start, due = dates(row)

        assert start <= due
        assert 0 <= row["confidence"] <= 1
        assert row["reasoning"].strip()
        assert len(row["alternativeSchedules"]) <= 3
        for other in row["alternativeSchedules"]:
            assert other["startDate"] <= other["dueDate"]
            assert (other["startDate"], other["dueDate"]) != (
                row["suggestedStartDate"],
                row["suggestedDueDate"],
            )


@given(bodies())
def test_every_request_gets_a_plan(body):
    """Clean or dirty, a portfolio has one row an action with dates in order."""
    holds(body, planned(body))


@fuzzed
@given(st.sampled_from(BODIES) | bodies(), st.data())
def test_no_hostile_answer_reaches_a_caller(body, data):
    """Whatever a model says, the dates are the computed ones, and no lie, number or markup comes through."""
    text = data.draw(answers(SCHEDULE, ["Talk to them first.", "It waits for the others."]))
    plain, result = planned(body), outcome(SCHEDULE, body, text, clock=lambda: NOW)
    if result is None:
        return
    holds(body, result)

    assert [dates(row) for row in plain.body()] == [dates(row) for row in result.body()]
    for told in texts_of([row["reasoning"] for row in result.body()] + list(result.evidence_rows())):
        assert LIE not in told
        assert NUMBER not in told
        assert not MARKUP.search(told)


@pytest.mark.parametrize("case", cases("scheduling"), ids=lambda case: case["id"])
def test_the_cases_hold(case):
    """On the cases: dependencies are kept, cycles and unknown ones are said, numbers are the request's."""
    rows = rows_of(case["body"])
    said = json.dumps(rows, ensure_ascii=False)
    for action in case["body"]["actions"]:
        for needed in action["dependencies"]:
            if needed in rows and not case["facts"]["has_cycle"]:
                assert dates(rows[needed])[1] <= dates(rows[action["id"]])[0]

    assert case["facts"]["has_cycle"] == ("run in a circle" in said)
    for name in case["facts"]["unknown_dependencies"]:
        assert f"depends on unknown {name!r}" in said.replace("\\\\", "\\")


def test_an_infeasible_deadline_is_said_with_its_shortfall():
    """What cannot be met is planned as early as can be, said to be late by how much, and mended if can be."""
    body = next(case["body"] for case in cases("scheduling") if case["name"] == "Infeasible deadline")
    rows = rows_of(body)
    last = max(rows.values(), key=lambda row: row["suggestedDueDate"])

    assert last["suggestedDueDate"] > "2025-10-24"
    assert any("is missed by" in risk for risk in last["risks"])
    assert any("h of work and" in risk or "working days, and" in risk for risk in last["risks"])


def test_the_models_words_stand_for_the_tightest():
    """A model words the plan and the listed actions; the others keep their own sentences."""
    body = {
        "actions": [
            {"id": f"a{n}", "title": f"Visit {n}", "estimatedDuration": 8, "assignedTo": "ana"}
            for n in range(14)
        ]
    }

    def said(ask):
        listed = sections(ask)["actions"]
        return json.dumps(
            {
                "plan": "Ana decides the end.",
                "actions": [{"action": a["action"], "why": "Ana is busy."} for a in listed],
            }
        )

    model = Scripted(said)
    result = planned(body, model)
    words = [row["reasoning"] for row in result.body()]

    assert 10 == words.count("Ana is busy.")
    assert 4 == sum(text.startswith("It begins") for text in words)
    assert ["Ana decides the end."] == result.evidence_rows()[0]["plan"]


def test_nothing_to_plan_asks_no_model():
    """No action is an empty answer without a call."""
    model = Scripted([])

    assert [] == planned({"actions": []}, model).body()
    assert [] == model.asked


def test_the_same_request_gives_the_same_bytes():
    """A hundred times, shuffled too: the same dates, and rows in the request's order."""
    body = BODIES[1]
    first = planned(body).to_json()
    shuffled = body | {"actions": body["actions"][::-1]}
    by_id = {row["actionId"]: row for row in planned(shuffled).body()}

    assert {first} == {planned(body).to_json() for _ in range(100)}
    assert {row["actionId"]: dates(row) for row in json.loads(first)} == {
        key: dates(row) for key, row in by_id.items()
    }
    assert [action["id"] for action in shuffled["actions"]] == list(by_id)


def test_two_processes_give_the_same_bytes():
    """Hash seeds and processes do not matter."""
    code = (
        "import json,sys\nfrom datetime import UTC,datetime\nfrom purpose_coach import Coach\n"
        "from purpose_coach.operation import parsed\n"
        "coach=Coach(clock=lambda: datetime(2025,10,13,tzinfo=UTC))\n"
        "op=Coach.scheduling_suggestions\n"
        "sys.stdout.write(coach.run(op,parsed(op,sys.stdin.read())).model_dump_json())"
    )
    ran = [
        subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(BODIES[2]),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert ran[0] == ran[1]
    assert json.loads(ran[0]) == planned(BODIES[2]).body()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"estimatedDuration": -1}, "actions.0.estimatedDuration"),
        ({"estimatedDuration": "x"}, "actions.0.estimatedDuration"),
        ({"currentDueDate": "soon"}, "actions.0.currentDueDate"),
    ],
)
def test_what_cannot_be_read_is_named(change, field):
    """Negative hours and dates that are none are refused with their path."""
    with pytest.raises(InvalidRequest) as raised:
        parsed(SCHEDULE, json.dumps({"actions": [{"id": "a", **change}]}))

    assert field in raised.value.errors


def test_a_repeated_id_and_a_flood_are_refused():
    """Ids must differ, and more than 500 actions are more than the server plans."""
    twice = [{"id": "a"}, {"id": "a"}]
    flood = [{"id": str(n)} for n in range(501)]
    for actions in (twice, flood):
        with pytest.raises(InvalidRequest) as raised:
            parsed(SCHEDULE, json.dumps({"actions": actions}))

        assert any(name.startswith("actions") for name in raised.value.errors)


def test_a_deadline_that_cuts_is_said():
    """Where the operation's time is up first, the plan stands, and provenance and evidence say so."""
    body = {
        "actions": [
            {
                "id": f"a{n}",
                "estimatedDuration": 4 + n % 9,
                "assignedTo": f"p{n % 5}",
                "currentDueDate": "2025-10-20",
            }
            for n in range(120)
        ]
    }
    coach = scripted(None, clock=lambda: NOW).within(0.3)
    result = coach.run(SCHEDULE, parsed(SCHEDULE, json.dumps(body)))

    assert (True, True) == (result.provenance.cut, result.evidence_rows()[0]["cut"])
    assert 120 == len(result)


def test_different_requests_have_different_answers():
    """No two cases get the same body."""
    told = [planned(body).to_json() for body in BODIES]

    assert len(set(told)) == len(told)


def test_every_number_of_a_sentence_is_a_fact():
    """Numbers of reasons and considerations are the request's, dates of the plan, or its loads."""
    for body in BODIES:
        result = planned(body)
        evidence = json.dumps(result.evidence_rows())
        for row in result.body():
            own = json.dumps([body, row["suggestedStartDate"], row["suggestedDueDate"], evidence])
            dated = list(row["resourceConsiderations"])
            strange = numbers(row["reasoning"]) - numbers(own) - numbers(" ".join(dated))
            slack = {
                number
                for number in strange
                if f"slip by {number.normalize():f} working days" in row["reasoning"]
            }

            assert strange == slack
