"""The alignment explained at length: the check's own table, in checked words."""

import json

import pytest
from hypothesis import given
from tests.judges import coached, judged, judging, run, sections
from tests.strategies import bodies, cases, nested

from purpose_coach import Coach
from purpose_coach.backends import Scripted
from purpose_coach.errors import AlignmentFailed, InsufficientContext, InvalidRequest
from purpose_coach.relevance import Lexical

CHECK, EXPLAIN = Coach.alignment_check, Coach.alignment_explanation
BODY = cases("alignment_explanation")[0]["body"]
FLAT = cases("alignment_check")[0]["body"]


def unaided():
    """A coach with no model, by words."""
    return Coach(relevance=Lexical())


def wire(coach, body):
    """The body of an explanation as it goes over the wire."""
    return json.loads(run(coach, EXPLAIN, body).model_dump_json())


def wording(*answers):
    """A model that judges well and words as it is told, answer by answer."""
    left = list(answers)

    def said(ask):
        if ask.schema.name == "AlignmentAnswer":
            return judged(ask)
        return json.dumps({"paragraphs": left.pop(0)})

    return Scripted(said)


@given(bodies())
def test_the_body_is_the_contract(body):
    """Whatever is asked, with a model or without, the body is one text of at most 5,000 characters."""
    for coach in (coached(judging()), unaided()):
        got = wire(coach, nested(body))

        assert ["explanation"] == list(got)
        assert 0 < len(got["explanation"]) <= 5000


@pytest.mark.parametrize("case", cases("alignment_explanation"), ids=lambda case: case["id"])
def test_every_case_is_answered(case):
    """Each case of the case file is answered, longer than the check says it."""
    check = run(unaided(), CHECK, case["body"])
    got = wire(unaided(), case["body"])["explanation"]

    assert got.startswith(check.explanation)
    assert len(got) > len(check.explanation)


@given(bodies())
def test_either_shape_gives_the_same_explanation(body):
    """The flat and the nested request of the same goal have the same answer."""
    coach = unaided()

    assert wire(coach, body) == wire(coach, nested(body))


@given(bodies())
def test_it_agrees_with_the_check_and_judges_nothing_again(body):
    """Check and explanation stand on the same levels, judged once, whichever comes first."""
    model = judging()
    coach = coached(model)
    explained = run(coach, EXPLAIN, nested(body))
    check = run(coach, CHECK, body)

    assert list(check.evidence_rows()) == list(explained.evidence_rows())
    assert 1 == sum(ask.schema.name == "ExplanationAnswer" for ask in model.asked)
    assert (check.provenance.calls, check.warnings) == (0, explained.warnings)


def test_after_the_check_only_the_words_are_paid():
    """An explanation of a checked goal costs its own call and nothing of the check's."""
    model = judging()
    coach = coached(model)
    run(coach, CHECK, FLAT)
    explained = run(coach, EXPLAIN, BODY)

    assert ["AlignmentAnswer", "ExplanationAnswer"] == [ask.schema.name for ask in model.asked]
    assert 1 == explained.provenance.calls


def test_the_words_are_written_over_the_table():
    """The model is shown the judged cells, the scores and the moves, and market and offer."""
    model = judging()
    foundation = BODY["businessFoundation"] | {"targetMarket": "Farms", "valueProposition": "Clean water"}
    result = run(coached(model), EXPLAIN, BODY | {"businessFoundation": foundation})
    shown = sections(model.asked[-1])
    rows = shown["table"]["rows"]
    levels = [level for row in rows for level in row["levels"]]

    assert [cell["level"] for cell in result.evidence_rows()] == levels
    assert {cell["row"]["text"] for cell in result.evidence_rows()} == {row["text"] for row in rows}
    assert ("Farms", "Clean water", BODY["goal"]["intent"]) == (
        shown["market"],
        shown["offer"],
        shown["goal"],
    )


@pytest.mark.parametrize(
    "body",
    [{}, {"goal": {}, "businessFoundation": {}}, BODY | {"goal": None}, FLAT | {"goalIntent": 5}],
)
def test_what_does_not_validate_is_named(body):
    """A request that does not validate is INVALID_GOAL_DATA and names a field that was due."""
    with pytest.raises(InvalidRequest) as raised:
        run(unaided(), EXPLAIN, body)

    assert "INVALID_GOAL_DATA" == raised.value.code
    assert set(raised.value.errors) <= {"goal", "goal.intent", "businessFoundation", "goalIntent"}


@pytest.mark.parametrize("case", cases("alignment_insufficient"), ids=lambda case: case["id"])
def test_too_little_is_said_before_a_model_is_asked(case):
    """Where the check cannot be made, neither can its explanation, and nothing is paid."""
    if case["expect"] != "INSUFFICIENT_CONTEXT":
        assert "Not filled in" in wire(unaided(), case["body"])["explanation"]
        return
    model = judging()
    with pytest.raises(InsufficientContext):
        run(coached(model), EXPLAIN, nested(case["body"]))
    assert [] == model.asked


def test_kpis_without_a_name_are_told():
    """The check's warnings are the explanation's."""
    goal = {"intent": "Open our sites", "kpis": [{"sharedKpiId": "a"}, {"sharedKpiId": "b"}]}
    result = run(unaided(), EXPLAIN, BODY | {"goal": goal})

    assert ("2 KPIs have no name and were not judged.",) == result.warnings


UNFIT = {
    "number": "This wins 73 points.",
    "markup": "It is <b>good</b>.",
    "link": "See https://evil.example/a for more.",
    "quote": "You promise “zebras weave quilts”.",
    "empty": "  ",
    "long": "word " * 101,
}


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT)
def test_what_does_not_hold_is_repaired(unfit):
    """A paragraph with words, numbers or markup of the model's own is asked for again."""
    model = wording([unfit], ["You are on your way."])
    result = run(coached(model), EXPLAIN, BODY)

    assert ("You are on your way.", 1) == (result.explanation, result.provenance.repairs)
    assert "paragraph 1" in model.asked[-1].messages[-1].content


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT)
def test_what_stays_unfit_is_left_out(unfit):
    """After the last attempt the good paragraphs stay, without the other."""
    model = wording(["Good start.", unfit], ["Good start.", unfit, "Good end."])

    assert "Good start.\n\nGood end." == run(coached(model), EXPLAIN, BODY).explanation


def test_with_nothing_left_it_is_a_typed_error():
    """Where no paragraph holds, the call fails as an alignment."""
    with pytest.raises(AlignmentFailed) as raised:
        run(coached(wording([UNFIT["quote"]], [])), EXPLAIN, BODY)

    assert "ALIGNMENT_CALCULATION_FAILED" == raised.value.code


def test_its_own_texts_may_be_quoted():
    """A verbatim quotation and a number of the request are fine."""
    text = "You want “every public website we maintain” to meet WCAG 2.2."

    assert text == run(coached(wording([text])), EXPLAIN, BODY).explanation
