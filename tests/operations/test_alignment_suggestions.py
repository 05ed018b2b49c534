"""Suggestions: moves and points computed from the check's table, in checked words."""

import json
import re

import pytest
from hypothesis import given
from tests.judges import coached, judged, judging, run, sections
from tests.strategies import bodies, cases, nested

from purpose_coach import Coach
from purpose_coach.alignment.wording import moves
from purpose_coach.backends import Scripted
from purpose_coach.errors import AlignmentFailed, InsufficientContext, InvalidRequest
from purpose_coach.relevance import Lexical

CHECK, SUGGEST = Coach.alignment_check, Coach.alignment_suggestions
BODY = nested(cases("alignment_check")[2]["body"])
FLAT = cases("alignment_check")[2]["body"]
POINTS = re.compile(r" \(worth (\d+) points?\)\.$")


def unaided():
    """A coach with no model, by words."""
    return Coach(relevance=Lexical())


def suggested(coach, body):
    """The suggestions as they go over the wire."""
    return json.loads(run(coach, SUGGEST, body).model_dump_json())["suggestions"]


def wording(*answers):
    """A model that judges well and words as it is told, answer by answer."""
    left = list(answers)

    def said(ask):
        if ask.schema.name == "AlignmentAnswer":
            return judged(ask)
        return json.dumps({"suggestions": left.pop(0)})

    return Scripted(said)


@given(bodies())
def test_the_body_is_the_contract(body):
    """Whatever is asked, with a model or without, the body is a list of texts, each worth something."""
    for coach in (coached(judging()), unaided()):
        got = json.loads(run(coach, SUGGEST, nested(body)).model_dump_json())
        points = [int(POINTS.search(text)[1]) for text in got["suggestions"]]

        assert ["suggestions"] == list(got)
        assert len(points) <= 10
        assert sorted(points, reverse=True) == points
        assert all(one > 0 for one in points)


@given(bodies())
def test_either_shape_gives_the_same_suggestions(body):
    """The flat and the nested request of the same goal have the same answer."""
    coach = unaided()

    assert suggested(coach, body) == suggested(coach, nested(body))


@given(bodies())
def test_they_agree_with_the_check_and_judge_nothing_again(body):
    """Check and suggestions stand on the same levels and points; wording costs one call at most."""
    model = judging()
    coach = coached(model)
    check = run(coach, CHECK, body)
    model.asked.clear()
    result = run(coach, SUGGEST, nested(body))
    said = [POINTS.search(text)[1] for text in result.suggestions]

    assert list(check.evidence_rows()) == list(result.evidence_rows())
    assert [POINTS.search(text)[1] for text in check.suggestions] == said
    assert [True] * len(model.asked) == [ask.schema.name == "SuggestionsAnswer" for ask in model.asked]
    assert bool(said) == len(model.asked) == result.provenance.calls


def test_without_a_model_they_are_the_checks_own():
    """Unaided, suggestions and check say the same."""
    coach = unaided()

    assert list(run(coach, CHECK, FLAT).suggestions) == suggested(coach, BODY)


def test_with_nothing_to_gain_no_words_are_asked_for():
    """A goal that directly advances everything has no suggestions, and nothing is paid for none."""
    model = judging(lambda row, column: 5)
    body = BODY | {"businessFoundation": {"vision": "Clean rivers"}}

    assert [] == suggested(coached(model), body)
    assert ["AlignmentAnswer"] == [ask.schema.name for ask in model.asked]


def test_the_moves_are_worded_by_number():
    """The model's words stand where the move stands that they are for; points are added by code."""
    model = wording([{"move": n, "text": f"Do thing {'abcde'[n]}."} for n in (4, 2, 0, 1, 3)])
    coach = coached(model)
    result = run(coach, SUGGEST, BODY)
    exact = [move.points for move in moves(run(coach, CHECK, FLAT).reading)]

    assert ["a", "b", "c", "d", "e"] == [text.split()[2] for text in result.suggestions]
    assert exact == [int(POINTS.search(text)[1]) for text in result.suggestions]
    assert exact == [move["points"] for move in sections(model.asked[-1])["moves"]]


def test_words_for_some_moves_are_enough():
    """Code words the moves that the model left out."""
    result = run(coached(wording([{"move": 1, "text": "Publish the modules"}])), SUGGEST, BODY)
    own = run(coached(judging()), CHECK, FLAT).suggestions

    assert POINTS.sub("", result.suggestions[1]) == "Publish the modules"
    assert [own[0], *own[2:]] == [result.suggestions[0], *result.suggestions[2:]]


UNFIT = {
    "foreign": {"move": 99, "text": "Do it."},
    "negative": {"move": -1, "text": "Do it."},
    "there already": {"move": 1, "text": "stop upstream  contributions"},
    "points": {"move": 1, "text": "Do it (worth 73 points)."},
    "markup": {"move": 1, "text": "Do <i>it</i>."},
    "quote": {"move": 1, "text": "Live by “zebras weave quilts”."},
    "empty": {"move": 1, "text": " "},
    "long": {"move": 1, "text": "word " * 46},
}


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT)
def test_what_does_not_hold_is_repaired(unfit):
    """A suggestion that does not hold is asked for again."""
    model = wording([unfit], [{"move": 0, "text": "Publish the modules."}])
    result = run(coached(model), SUGGEST, BODY)

    assert ("Publish the modules", 1) == (POINTS.sub("", result.suggestions[0]), result.provenance.repairs)
    assert "suggestion 0" in model.asked[-1].messages[-1].content


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT)
def test_what_stays_unfit_is_worded_by_code(unfit):
    """After the last attempt the good words stay, and code words the other moves."""
    good = {"move": 0, "text": "Publish the modules."}
    result = run(coached(wording(*[[good, unfit]] * 2)), SUGGEST, BODY)
    own = run(coached(judging()), CHECK, FLAT).suggestions

    assert "Publish the modules" == POINTS.sub("", result.suggestions[0])
    assert own[1:] == result.suggestions[1:]


def test_a_move_worded_twice_is_objected_to():
    """Two wordings of one move are none."""
    twice = [{"move": 0, "text": "Publish."}, {"move": 0, "text": "Print."}]
    with pytest.raises(AlignmentFailed):
        run(coached(wording(twice, twice)), SUGGEST, BODY)


@pytest.mark.parametrize("body", [{}, BODY | {"goal": {"intent": 1}}, FLAT | {"strategies": [1]}])
def test_what_does_not_validate_is_named(body):
    """A request that does not validate is INVALID_GOAL_DATA and names the field that was sent."""
    with pytest.raises(InvalidRequest) as raised:
        run(unaided(), SUGGEST, body)

    assert "INVALID_GOAL_DATA" == raised.value.code
    assert set(raised.value.errors) <= {"goal", "goal.intent", "businessFoundation", "strategies.0"}


@pytest.mark.parametrize("case", cases("alignment_insufficient"), ids=lambda case: case["id"])
def test_too_little_is_said_before_a_model_is_asked(case):
    """Where the check cannot be made there is nothing to improve on, and nothing is paid."""
    if case["expect"] != "INSUFFICIENT_CONTEXT":
        assert suggested(unaided(), case["body"])
        return
    model = judging()
    with pytest.raises(InsufficientContext):
        run(coached(model), SUGGEST, nested(case["body"]))
    assert [] == model.asked
