"""A model that lies, breaks off, floods and injects: what reaches a caller holds all the same."""

import asyncio
import json
import re
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.judges import coached, judged, sections
from tests.strategies import cases, nested

from purpose_coach import AsyncCoach, Coach
from purpose_coach.alignment.score import NEUTRAL, Levels, score
from purpose_coach.alignment.wording import moves
from purpose_coach.backends import Reply, Scripted
from purpose_coach.errors import AlignmentFailed
from purpose_coach.operation import parsed

pytestmark = pytest.mark.usefixtures("dose")
fuzzed = settings(max_examples=max(500, settings.default.max_examples))

BODIES = [case["body"] for case in cases("alignment_check")]
BODIES.append(BODIES[0] | {"strategies": [f"Audit site {letter}" for letter in "abcdefghijklmno"]})
LIE, NUMBER = "zebras weave quilts", "7391"
"""What no request holds: it must not reach a caller between quotation marks, or at all."""
MARKUP = re.compile(r"<\s*[a-zA-Z/!?]|\]\(|```|[\x00-\x08\x1b\u202e]|https?:")
WORDINGS = (
    f"You say “{LIE}” yourselves.",
    f'It is "{LIE}" and «{LIE}».',
    f"It is '{LIE}', or ‘{LIE}’.",
    f'The "a" of it is "{LIE}".',
    f"It wins {NUMBER} points.",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "< /b>bold",
    "[click](javascript:alert(1))",
    "```json\n{}\n```",
    "See https://evil.example/x now.",
    "\u202egnol ton",
    "bell \x07 and \x1b[31m",
    "",
    " \n ",
    "word " * 300,
    "very-" * 20_000,
)
LEVELS = (-1, 6, 99, 10**30, 3.0, 3.7, "5", "high", None, True, [], {"level": 5}, 1e400)
MOVES = (*["same"] * 6, 0, 1, 99, -1, "0", None)
PROSE = f"<p>As a coach I must say: “{LIE}”. " * 2_500


@st.composite
def bent(draw):
    """One thing to do to a row that leaves it a row: other levels, other quotes, other reasons."""
    kind, pick = draw(st.sampled_from(["level", "quotes", "why"])), draw(st.integers(0, 50))
    value, wording = draw(st.sampled_from(LEVELS)), draw(st.sampled_from(WORDINGS))

    def bend(answer):
        row = answer["rows"][pick % len(answer["rows"])]
        match kind:
            case "level":
                row["levels"][pick % len(row["levels"])] = value
            case "quotes":
                row["quotes"] = [LIE, wording, *row["quotes"][: pick % 2]]
            case _:
                row["why"] = wording

    return bend


@st.composite
def broken(draw):
    """One thing to do to a table that leaves it none: rows lost, repeated, foreign, of another shape."""
    kind, pick = draw(st.sampled_from(["width", "lost", "twice", "foreign", "key"])), draw(st.integers(0, 50))

    def breaks(answer):
        rows = answer["rows"]
        row = rows[pick % len(rows)]
        match kind:
            case "width":
                row["levels"] = row["levels"] * (pick % 3) + [5] * (pick % 2)
            case "lost":
                rows.remove(row)
            case "twice":
                rows.append(row | {"levels": [5] * len(row["levels"])})
            case "foreign":
                rows.append(row | {"row": (-1, 99, 10**20, "0", None)[pick % 5]})
            case _:
                del row[("row", "levels", "quotes", "why")[pick % 4]]

    return breaks


@st.composite
def table_answers(draw):
    """What to do to a right answer of the judge: a function of the answer's object."""
    gentle = st.lists(bent(), max_size=4)
    spoils = draw(gentle | gentle | gentle | st.lists(broken(), min_size=1, max_size=1))

    def spoil(answer):
        for one in spoils:
            one(answer)

    return spoil


@st.composite
def texts_answers(draw):
    """What to do to a right answer of words: other texts at some places, other moves, too many of them."""
    change = st.tuples(st.integers(0, 5), st.sampled_from(WORDINGS), st.sampled_from(MOVES))
    changes, flood = draw(st.lists(change, max_size=3)), draw(st.sampled_from([1, 1, 1, 1, 9]))

    def spoil(answer):
        for pick, wording, move in changes:
            if "paragraphs" in answer:
                answer["paragraphs"][pick % len(answer["paragraphs"])] = wording
            else:
                item = answer["suggestions"][pick % len(answer["suggestions"])]
                item.update({"text": wording} if move == "same" else {"move": move})
        for name in answer:
            answer[name] *= flood

    return spoil


@st.composite
def wrappings(draw):
    """What to do to the text of an answer: cut, flood, wrap, refuse."""
    kind = draw(st.sampled_from([*["whole"] * 12, "cut", "prose", "fence", "two", "empty", "html", "finish"]))
    share, finish = draw(st.floats(0, 1)), draw(st.sampled_from(["length", "refusal", "filter"]))

    wraps = {
        "whole": lambda text: text,
        "cut": lambda text: text[: int(len(text) * share)],
        "prose": lambda text: PROSE + text + PROSE,
        "fence": lambda text: f"Sure!\n```json\n{text},\n```",
        "two": lambda text: f'{{"rows": []}} {text}',
        "empty": lambda text: "",
        "html": lambda text: f"<!doctype html><title>502</title>{LIE}",
        "finish": lambda text: Reply(text=text, finish=finish),
    }
    return wraps[kind]


def right(ask):
    """A right answer to whatever is asked, as an object."""
    match ask.schema.name:
        case "AlignmentAnswer":
            return json.loads(judged(ask))
        case "ExplanationAnswer":
            return {"paragraphs": ["You are on your way.", "Keep to it."]}
        case _:
            return {
                "suggestions": [{"move": m["move"], "text": "Do it soon."} for m in sections(ask)["moves"]]
            }


def hostile(spoils):
    """A model that spoils its right answers so, one way after the other."""
    ways = cycle(spoils)

    def said(ask):
        answer = right(ask)
        spoil_table, spoil_texts, wrap = next(ways)
        if "rows" in answer:
            spoil_table(answer)
        else:
            spoil_texts(answer)
        return wrap(json.dumps(answer))

    return Scripted(said)


def ways(tables):
    """The same way every time, so that nothing is repaired; or one way after the other."""
    way = st.tuples(tables, texts_answers(), wrappings())
    return way.map(lambda one: [one]) | st.lists(way, min_size=2, max_size=4)


honest = st.just(lambda answer: None)
TABLES, WORDS = ways(table_answers()), ways(honest | honest | honest | table_answers())


def answered(operation, body, spoils):
    """The result of a call to the hostile model; None where it ends in the typed error."""
    coach = coached(hostile(spoils), AsyncCoach)
    try:
        return asyncio.run(coach.run(operation, parsed(operation, json.dumps(body))))
    except AlignmentFailed:
        return None


def is_clean(result):
    """Nothing that the model made up is anywhere in the result, its evidence or its warnings."""
    said = json.dumps(result.detailed() | {"provenance": None}, ensure_ascii=False)
    assert LIE not in said
    assert NUMBER not in said
    assert not MARKUP.search(said)
    for entry in result.evidence_rows():
        assert type(entry["level"]) is int
        assert 0 <= entry["level"] <= 5
        assert entry["goalQuote"] in entry["row"]["text"]
        assert entry["foundationQuote"] in entry["column"]["text"]
        assert entry["level"] == NEUTRAL or (entry["goalQuote"] and entry["foundationQuote"])


def recomputed(evidence):
    """The scores, from the evidence alone."""
    rows = {}
    for entry in evidence:
        row = rows.setdefault((entry["row"]["kind"], entry["row"]["text"]), {"values": ()})
        kind, level = entry["column"]["kind"], entry["level"]
        row.update({"values": (*row["values"], level)} if kind == "value" else {kind: level})
    of = {kind: [Levels(**row) for (k, _), row in rows.items() if k == kind] for kind in KINDS}
    return score(of["intent"][0], of["strategy"], of["kpi"])


KINDS = ("intent", "strategy", "kpi")


@fuzzed
@given(st.sampled_from(BODIES), TABLES)
def test_a_check_holds_whatever_the_model_says(body, spoils):
    """Each call ends in a whole, recomputable, verbatim result, or in ALIGNMENT_CALCULATION_FAILED."""
    result = answered(Coach.alignment_check, body, spoils)
    if result is None:
        return
    is_clean(result)
    scores = recomputed(result.evidence_rows())
    sent = {body["goalIntent"], *body["strategies"], *body["kpis"]}

    assert scores.total == result.score == result.alignment_score
    assert (scores.intent, scores.strategies, scores.kpis) == tuple(
        result.component_scores.model_dump(by_alias=False).values()
    )
    assert (scores.vision, scores.purpose, scores.values) == tuple(
        result.breakdown.model_dump(by_alias=False).values()
    )
    assert sent == {entry["row"]["text"] for entry in result.evidence_rows()}
    assert 0 < len(result.explanation) <= 5000


@fuzzed
@given(st.sampled_from(BODIES), WORDS)
def test_an_explanation_holds_whatever_the_model_says(body, spoils):
    """Each call ends in a plain text without a made-up word, or in the typed error."""
    result = answered(Coach.alignment_explanation, nested(body), spoils)
    if result is not None:
        is_clean(result)
        assert 0 < len(result.explanation.strip()) <= 5000


@fuzzed
@given(st.sampled_from(BODIES), WORDS)
def test_suggestions_hold_whatever_the_model_says(body, spoils):
    """Each call ends in plain texts with exact points, or in the typed error."""
    result = answered(Coach.alignment_suggestions, nested(body), spoils)
    if result is not None:
        is_clean(result)
        exact = [move.points for move in moves(result.reading)]
        told = [int(re.search(r"\(worth (\d+) points?\)\.$", text)[1]) for text in result.suggestions]

        assert exact == told


@given(st.text(max_size=2000))
def test_any_text_at_all_is_an_answer_or_a_typed_error(text):
    """Whatever text a model returns, nothing but a result or the typed error comes of it."""
    coach = AsyncCoach(Scripted(lambda ask: text))
    with pytest.raises(AlignmentFailed):
        asyncio.run(coach.alignment_check(goal_intent="Grow", business_foundation={"vision": "Rivers"}))


def test_a_flood_of_rows_is_refused_quickly():
    """A hundred kilobytes of rows are objected to without growing the repair message."""
    row = '{"row":0,"levels":[5],"quotes":[],"why":""}'
    model = Scripted(lambda ask: f'{{"rows":[{",".join([row] * 3_000)}]}}')
    with pytest.raises(AlignmentFailed):
        coached(model).alignment_check(goal_intent="Grow", business_foundation={"vision": "Rivers"})

    assert [True, True] == [sum(len(m.content) for m in ask.messages) < 20_000 for ask in model.asked]
