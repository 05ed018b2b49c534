"""Root causes: methods chosen by code, blocks of documented shape, counts only from the request."""

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.contract import answers as contract
from tests.hostile import EXAMPLES, LIE, MARKUP, NUMBER, answers, outcome, scripted, texts_of
from tests.judges import sections
from tests.strategies import cases, hostile_texts

from purpose_coach import Coach
from purpose_coach.backends import Scripted
from purpose_coach.causes.counts import read_counts
from purpose_coach.causes.frameworks import BONES
from purpose_coach.causes.labels import is_other
from purpose_coach.confidence import completeness
from purpose_coach.errors import AnswerBeyondRepair, InsufficientContext, InvalidRequest
from purpose_coach.grounding import blank, instructs, misquoted, numbers
from purpose_coach.operation import parsed
from purpose_coach.repeats import repeated

pytestmark = pytest.mark.usefixtures("dose")
fuzzed = settings(max_examples=EXAMPLES)

ROOT = Coach.root_cause_suggestions
CASES = cases("root_cause")
BODIES = [case["body"] for case in CASES]
KEYS = {"five_whys": "fiveWhys", "fishbone": "fishbone", "swot": "swot", "pareto": "pareto"}
SAID = (
    "Why do tickets wait for an answer?",
    "Why does nobody sort them when they arrive?",
    "Why is there no rule for what is urgent?",
    "Requests may wait in the wrong queue",
    "The plan may assume more people than there are",
    "Two forklifts may be too few",
    "Sensors may drift in the heat",
    "A loyal team knows the work",
    "Rivals may answer sooner",
    "Answers at night would win trust",
)
TITLES = st.sampled_from([body["issueTitle"] for body in BODIES]) | hostile_texts
DESCRIPTIONS = st.sampled_from([body["issueDescription"] for body in BODIES]) | hostile_texts
AREAS = st.sampled_from(["support", "warehouse", "customer promise", " ", "tbd"]) | hostile_texts
ACTIONS = st.sampled_from(["Rewrite setup guide", "Hire one agent", "string"]) | hostile_texts


@st.composite
def bodies(draw):
    """Requests, tame and hostile, with enough in them to be answered."""
    context = {
        "reportedBy": draw(st.none() | st.sampled_from(["Support Lead", ""])),
        "dateReported": draw(st.none() | st.sampled_from(["2025-10-01", "last week"])),
        "relatedActions": draw(st.none() | st.lists(ACTIONS, max_size=3)),
        "affectedAreas": draw(st.none() | st.lists(AREAS, max_size=4)),
    }
    body = {
        "issueTitle": draw(TITLES),
        "issueDescription": draw(DESCRIPTIONS),
        "businessImpact": draw(st.sampled_from(["low", "critical", "P1", "", None])),
        "context": draw(st.sampled_from([context, context, None])),
    }
    assume(not (blank(body["issueTitle"]) and blank(body["issueDescription"])))
    return body


def sent(body):
    """Every text of a request."""
    return [text for text in texts_of(body) if text]


def holds(body, result):
    """Everything that the contract and the issue say of an answer, whoever gave it."""
    rows = result.body()
    contract.Envelope[list[contract.RootCause]].model_validate_json(
        json.dumps({"success": True, "data": rows})
    )
    sure = [row["confidence"] for row in rows]

    assert 2 <= len(rows) <= 3
    assert len({row["method"] for row in rows}) == len(rows)
    assert sorted(sure, reverse=True) == sure
    for row in rows:
        block = row["suggestions"][KEYS[row["method"]]]

        assert [KEYS[row["method"]]] == list(row["suggestions"])
        assert row["reasoning"].strip()
        {"fishbone": fish, "pareto": counted, "five_whys": asked, "swot": weighed}[row["method"]](block, body)


def fish(block, body):
    """Three bones and more, each with a cause, none twice, and the likeliest are some of them."""
    causes = [cause["cause"] for bone in block["categories"] for cause in bone["causes"]]
    names = [bone["name"] for bone in block["categories"]]

    assert len(block["categories"]) >= 3
    assert all(bone["causes"] for bone in block["categories"])
    assert [name for name in BONES[block["framework"]] if name in names] == names
    assert all(repeated(cause, causes[:number]) is None for number, cause in enumerate(causes))
    assert block["mostLikelyCauses"]
    assert {*block["mostLikelyCauses"]} <= {*causes}


def counted(block, body):
    """Counts that the request writes, with exact arithmetic; or none, and what to collect."""
    counts = read_counts(body["issueDescription"]) or read_counts(body["issueTitle"])
    told = [one["count"] for one in block["categories"]]

    assert block["categories"]
    if counts is None:
        assert ("toCollect", None, []) == (block["source"], block["total"], block["vitalFew"])
        assert {None} == {
            value for one in block["categories"] for key, value in one.items() if key != "cause"
        }
        assert block["dataToCollect"]
        return
    assert ("input", sum(told)) == (block["source"], block["total"])
    named = [one["count"] for one in block["categories"] if not is_other(one["cause"])]
    assert sorted(named, reverse=True) == named
    assert block["categories"][-1]["cumulativePercent"] == 100.0
    few = len(block["vitalFew"])
    assert [one["cause"] for one in block["categories"][:few]] == block["vitalFew"]
    assert 100 * sum(told[:few]) >= 80 * sum(told)
    assert few == 1 or 100 * sum(told[: few - 1]) < 80 * sum(told)


def asked(block, body):
    """Three to five questions, none twice, and causes to look for."""
    questions = block["suggestedQuestions"]

    assert 3 <= len(questions) <= 5
    assert len({*questions}) == len(questions)
    assert all(question.endswith("?") for question in questions)
    assert block["potentialRootCauses"]


def weighed(block, body):
    """Four lists, none of them empty, and nothing in two of them."""
    every = [text for texts in block.values() for text in texts]

    assert all(block.values())
    assert len({*every}) == len(every)


@given(bodies())
def test_an_unaided_answer_holds(body):
    """Whatever is asked, the answer is whole, and its numbers and quotations are the request's."""
    result = outcome(ROOT, body)
    holds(body, result)
    texts = [" ".join(text.split()) for text in sent(body)]
    for row in result.body():
        row["suggestions"].pop("pareto", None)  # its numbers are computed, and held above
        for text in texts_of([row["suggestions"], row["reasoning"]]):
            if text not in BONES:
                assert not numbers(text) - numbers(" ".join(texts))
                assert [] == list(misquoted(text, texts))


@given(bodies())
def test_an_unaided_answer_is_the_same_again(body):
    """The same request has the same answer."""
    assert outcome(ROOT, body).body() == outcome(ROOT, body).body()


@given(bodies())
def test_what_speaks_to_a_model_is_not_repeated(body):
    """A text that instructs a model is read as data, and stands nowhere in the answer."""
    said = json.dumps(outcome(ROOT, body).body(), ensure_ascii=False)
    for text in sent(body):
        if instructs(text):
            assert text not in said


@fuzzed
@given(st.sampled_from(BODIES) | bodies(), st.data())
def test_no_hostile_answer_reaches_a_caller(body, data):
    """Whatever a model says, the answer is whole, and no lie, number or markup of its own comes through."""
    result = outcome(ROOT, body, data.draw(answers(ROOT, SAID)))
    if result is None:
        return
    holds(body, result)
    told, given_ = (
        json.dumps(result.detailed() | {"provenance": None}, ensure_ascii=False),
        " ".join(sent(body)),
    )

    assert LIE not in told
    assert NUMBER not in told
    assert not MARKUP.search(told) or MARKUP.search(given_)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_cases_hold(case):
    """On the cases: an acceptable method first, and no number that the case does not name."""
    rows = outcome(ROOT, case["body"]).body()
    known = {str(number) for number in case["expect"]["numbers_in_input"]}
    for row in rows:
        block = row["suggestions"].pop("pareto", None)
        named = [one["cause"] for one in block["categories"]] if block else []
        texts = [*texts_of(row["suggestions"]), row["reasoning"], *named]
        title = numbers(" ".join(sent(case["body"])))
        said = {number for text in texts if text not in BONES for number in numbers(text)}

        assert said <= title
        assert {str(one["count"]) for one in block["categories"] if one["count"]} <= known if block else True
    assert rows[0]["method"] in case["expect"]["acceptable_first_methods"]


def test_the_arithmetic_of_the_cases():
    """The shares that the notes of the cases state."""
    first, last = (outcome(ROOT, BODIES[at]).body()[0]["suggestions"]["pareto"] for at in (0, 4))

    assert [55.0, 82.5, 92.5, 100.0] == [one["cumulativePercent"] for one in first["categories"]]
    assert ["confusing setup wizard", "missing training"] == first["vitalFew"]
    assert [51.1, 73.9, 90.6, 100.0] == [one["cumulativePercent"] for one in last["categories"]]
    assert (180, "tickets reviewed") == (last["total"], last["measure"])


def test_the_answer_is_about_this_request():
    """No two cases get the same body, and the words of another business change what is said."""
    told = [json.dumps(outcome(ROOT, body).body()) for body in BODIES]

    assert len(set(told)) == len(told)
    assert "forklifts" in told[1]
    assert "Lines 1 and 3 use the old resin" in told[3]


@given(bodies(), st.sampled_from(BODIES))
def test_another_business_gets_another_answer(body, other):
    """Swapping title and description for those of another issue changes every item."""
    assume(not any(instructs(text) for text in sent(body)))
    assume((body["issueTitle"], body["issueDescription"]) != (other["issueTitle"], other["issueDescription"]))
    swapped = body | {key: other[key] for key in ("issueTitle", "issueDescription")}
    before, after = outcome(ROOT, body).body(), outcome(ROOT, swapped).body()

    assert before != after


def words_for(ask, **parts):
    """A good answer to what is asked, with other parts where they are given."""
    listed = sections(ask)["methods"]
    names = [one["name"] for one in listed]
    causes = [
        {"category": number, "cause": text, "behind": ["nobody owns it"]}
        for number, text in enumerate(
            ("Queues may hide age", "Replies may need one expert", "Guides may be missing")
        )
    ]
    good = {
        "best": 0,
        "quote": "",
        "questions": list(SAID[:3]),
        "causes": causes,
        "likely": [1, 0],
        **{key: [f"{key} may count"] for key in ("strengths", "weaknesses", "opportunities", "threats")},
    }
    return json.dumps(good | {key: part(names) if callable(part) else part for key, part in parts.items()})


def told(body, **parts):
    """The rows that a model's words give."""
    model = Scripted(lambda ask: words_for(ask, **parts))
    return scripted(model).run(ROOT, parsed(ROOT, json.dumps(body))).body()


def test_a_models_words_fill_the_blocks():
    """Questions and causes are the model's, each cause on its bone; counts stay the request's."""
    rows = {row["method"]: row["suggestions"] for row in told(BODIES[1])}
    bones = rows["fishbone"]["fishbone"]["categories"]

    assert list(SAID[:3]) == rows["five_whys"]["fiveWhys"]["suggestedQuestions"]
    assert ["Machine", "Method", "Material"] == [bone["name"] for bone in bones]
    assert ["Replies may need one expert", "Queues may hide age"] == rows["fishbone"]["fishbone"][
        "mostLikelyCauses"
    ]
    pareto = told(BODIES[4])[0]["suggestions"]["pareto"]
    assert outcome(ROOT, BODIES[4]).body()[0]["suggestions"]["pareto"] == pareto


def test_another_method_comes_first_for_quoted_words_only():
    """A model moves an offered method to the front with words of the issue, and not without."""
    plain = [row["method"] for row in told(BODIES[1])]
    moved = told(BODIES[1], best=1, quote="since the new pick route went live")
    lied = told(BODIES[1], best=1, quote=LIE)
    unknown = told(BODIES[1], best=7)

    assert ["fishbone", "five_whys"] == plain
    assert ["five_whys", "fishbone"] == [row["method"] for row in moved]
    assert "because of “since the new pick route went live”" in moved[0]["reasoning"]
    assert plain == [row["method"] for row in lied] == [row["method"] for row in unknown]
    assert moved[0]["confidence"] <= told(BODIES[1])[0]["confidence"]


@pytest.mark.parametrize(
    ("parts", "method", "key"),
    [
        ({"questions": ["Why?"]}, "five_whys", "fiveWhys"),
        ({"questions": ["Tell me"] * 3}, "five_whys", "fiveWhys"),
        ({"questions": [f"Why is it {NUMBER}?", *SAID[:3]]}, "five_whys", "fiveWhys"),
        ({"causes": [{"category": 0, "cause": "Queues may hide age", "behind": []}]}, "fishbone", "fishbone"),
        (
            {"causes": [{"category": 99, "cause": text, "behind": []} for text in SAID]},
            "fishbone",
            "fishbone",
        ),
    ],
)
def test_what_does_not_hold_is_codes_own(parts, method, key):
    """After the attempts, a part that does not hold is replaced by the unaided one, the others stay."""
    own = {
        row["method"]: row["suggestions"][key]
        for row in outcome(ROOT, BODIES[1]).body()
        if row["method"] == method
    }
    rows = {row["method"]: row["suggestions"] for row in told(BODIES[1], **parts)}
    mended = rows[method][key]
    part = "suggestedQuestions" if method == "five_whys" else "categories"

    assert own[method][part] == mended[part]


def test_one_false_cause_costs_only_itself():
    """A cause with a made-up number is dropped, and the choice of the likeliest follows the others."""
    texts = ("Queues may hide age", f"It may be {NUMBER}", "Guides may be missing", "Phones may be old")
    causes = [{"category": n, "cause": text, "behind": []} for n, text in enumerate(texts)]
    rows = {row["method"]: row["suggestions"] for row in told(BODIES[1], causes=causes, likely=[1, 2])}
    block = rows["fishbone"]["fishbone"]

    assert ["Guides may be missing"] == block["mostLikelyCauses"]
    assert 3 == sum(len(bone["causes"]) for bone in block["categories"])


def test_what_is_under_way_is_no_cause():
    """A cause that only repeats an action under way is objected to."""
    causes = [
        {"category": n, "cause": text, "behind": []}
        for n, text in enumerate(
            ("Repair forklift 3", "Guides may be missing", "Phones may be old", "Stock may be wrong")
        )
    ]
    rows = {row["method"]: row["suggestions"] for row in told(BODIES[1], causes=causes)}

    assert "Repair forklift 3" not in [
        cause["cause"] for bone in rows["fishbone"]["fishbone"]["categories"] for cause in bone["causes"]
    ]
    assert "“Repair forklift 3”" in json.dumps(outcome(ROOT, BODIES[1]).body(), ensure_ascii=False)


def test_an_answer_with_nothing_in_it_is_a_typed_error():
    """A model that says nothing usable is asked again, and then it is the typed error."""
    model = Scripted(
        lambda ask: words_for(
            ask, questions=[], causes=[], likely=[], strengths=[], weaknesses=[], opportunities=[], threats=[]
        )
    )
    with pytest.raises(AnswerBeyondRepair):
        scripted(model).run(ROOT, parsed(ROOT, json.dumps(BODIES[0])))

    assert 2 == len(model.asked)


@pytest.mark.parametrize(
    "body", [{}, {"issueTitle": "tbd", "issueDescription": " ... "}, {"issueTitle": "string"}]
)
def test_nothing_to_analyse_asks_no_model(body):
    """A blank issue is INSUFFICIENT_CONTEXT before any call."""
    model = Scripted([])
    with pytest.raises(InsufficientContext):
        scripted(model).run(ROOT, parsed(ROOT, json.dumps(body)))

    assert [] == model.asked


def test_what_does_not_validate_is_named():
    """A field of another type is a validation error that names it."""
    with pytest.raises(InvalidRequest) as raised:
        parsed(ROOT, '{"issueTitle": 3}')

    assert ("VALIDATION_ERROR", ["issueTitle"]) == (raised.value.code, list(raised.value.errors))


def test_the_evidence_names_the_words():
    """Each of the four methods has a row: how well it fits, and by which words of the request."""
    rows = outcome(ROOT, BODIES[1]).evidence_rows()

    assert sorted(KEYS) == sorted(row["method"] for row in rows)
    assert ["since the new pick route went live"] == next(
        signal["words"]
        for row in rows
        for signal in row["signals"]
        if signal["name"] == "it began with a change"
    )


def test_confidence_is_computed():
    """The fitness, what the request says, and the rule's own certainty; less said is less sure."""
    result = outcome(ROOT, BODIES[4])
    issue = BODIES[4]
    context = issue["context"]
    full = completeness(
        issue["issueTitle"], issue["issueDescription"], context["affectedAreas"], context["relatedActions"]
    )
    bare = outcome(ROOT, issue | {"context": None})

    assert round(0.8 * result.evidence_rows()[0]["fitness"] * full, 2) == result.body()[0]["confidence"]
    assert bare.body()[0]["confidence"] < result.body()[0]["confidence"]


def test_the_prompt_stays_the_same_before_the_data():
    """The system message is the same bytes for every request, and the schema names what is asked."""
    model = Scripted(words_for)
    for body in BODIES[:2]:
        scripted(model).run(ROOT, parsed(ROOT, json.dumps(body)))

    assert 1 == len({ask.messages[0].content for ask in model.asked})
    assert 1 == len({ask.schema.text for ask in model.asked})
