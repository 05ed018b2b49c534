"""The questions playbook: open questions, short answers, boundaries; and what code sees in a draft."""

import json
from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.strategies import HOSTILE, hostile_texts

from purpose_coach.grounding import numbers, quoted, words
from purpose_coach.playbooks import values
from purpose_coach.playbooks.coaching import said_in
from purpose_coach.playbooks.drafts import items_of, noticed, stage_of
from purpose_coach.playbooks.filling import filled, slots
from purpose_coach.playbooks.questions import BOOK, Saying, answer_to, crossed, of_stage
from purpose_coach.playbooks.talking import closed, judging, mirrored, strange

ROWS = BOOK.read()
VALUES = values.BOOK.read()
TOPICS, STAGES = ("coreValues", "purpose", "vision"), ("explore", "deepen", "choose")
WORDS = dict.fromkeys(("business", "industry", "draft", "item", "said", "who", "want", "pain"), "x")
QUESTIONS = [row for row in ROWS if row.role == "question"]


def test_each_stage_has_questions_to_choose_from():
    """Eight questions and more for each topic at each stage, none of them twice."""
    counted = Counter((topic, row.stage) for row in QUESTIONS for topic in row.topics)

    assert set(product(TOPICS, STAGES)) == set(counted)
    assert min(counted.values()) >= 8
    assert len({row.text for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("topic", "stage"), list(product(TOPICS, STAGES)))
def test_there_is_always_something_to_ask(topic, stage):
    """Each stage has a question that needs no words of a draft and that none can settle."""
    rows = of_stage(ROWS, "question", topic, stage)

    assert [] != [row for row in rows if not row.settled_by and slots(row.text) <= {"business"}]


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row.id)
def test_a_question_is_one_and_open(row):
    """Every question is exactly one, open, short, without a verdict or a number, filled without a gap."""
    text = filled(row.text, WORDS)

    assert [] == [*closed(text), *judging(text)]
    assert words(text) <= 25
    assert not numbers(text)
    assert row.phrases


@pytest.mark.parametrize("row", [row for row in ROWS if row.role != "question"], ids=lambda row: row.id)
def test_what_is_no_question_asks_nothing(row):
    """Steps, answers and boundaries are short, ask nothing and count nothing."""
    limit = {"step": 14, "answer": 32, "boundary": 50}[row.role]

    assert words(row.text) <= limit
    assert "?" not in row.text
    assert not numbers(row.text)


@pytest.mark.parametrize(("topic", "stage"), list(product(("purpose", "vision"), STAGES)))
def test_each_stage_has_steps(topic, stage):
    """There are draft lines and next steps at each stage of what is written as a sentence."""
    assert len(of_stage(ROWS, "step", topic, stage)) >= 4


@pytest.mark.parametrize(
    "change",
    [
        {"text": "What of {nothing}?"},
        {"stage": None},
        {"role": "answer"},
        {"topics": []},
        {"topics": ["mission"]},
        {"role": "verdict"},
    ],
)
def test_a_row_is_strict(change):
    """A row with a slot, a stage, a topic or a role that does not fit is refused."""
    row = {
        "id": "x",
        "role": "question",
        "topics": ["vision"],
        "stage": "explore",
        "says": ["x"],
        "text": "What?",
    }

    assert "x" == Saying.model_validate_json(json.dumps(row)).id
    with pytest.raises(ValidationError):
        Saying.model_validate_json(json.dumps(row | change))


@pytest.mark.parametrize(
    ("topic", "message", "answer"),
    [
        ("coreValues", "How many should we have?", "fa-how-many"),
        ("coreValues", "how many values do we need", "fa-how-many"),
        ("coreValues", "We have a list. Should we involve the team?", "fa-team"),
        ("purpose", "What's the difference between purpose and mission? What is a purpose?", "fp-what"),
        ("purpose", "Is it good enough?", "fp-good"),
        ("vision", "How far should it look ahead?", "fv-far"),
        ("vision", "Can we have an example?", "fx-example"),
        ("coreValues", "We know how many we have.", None),
        ("vision", "How many should we have?", None),
        ("coreValues", "", None),
    ],
)
def test_a_direct_question_has_its_answer(topic, message, answer):
    """What is often asked is answered where it is asked, and a statement is no question."""
    found = answer_to(message, ROWS, topic)

    assert answer == (found.id if found else None)


def boundary(text):
    """The id of the boundary that a text crosses."""
    found = crossed(text, ROWS)
    return found.id if found else None


@pytest.mark.parametrize("phrase", next(row for row in ROWS if row.id == "crisis").phrases)
def test_every_phrase_of_crisis_is_seen(phrase):
    """Each phrase is seen inside other words, in capitals, and with apostrophes of any shape."""
    for text in (f"We talked. {phrase}.", f"Honestly, {phrase.upper()}!", phrase.replace("dont", "don’t")):
        assert "crisis" == boundary(text)


@pytest.mark.parametrize(
    ("text", "edge"),
    [
        ("Honestly I don't want to be here any more. Nothing matters.", "crisis"),
        ("I can't go on anymore", "crisis"),
        ("My co-founder has mood swings. Is she bipolar?", "medical"),
        ("Should I move profit to a company in Ireland to pay less tax?", "legal"),
        ("Can we fire somebody who ignores our values?", "legal"),
        ("We prevent suicide among young people: which values fit?", None),
        ("Our clinic treats depression and chest pain.", None),
        ("We are dying to start, and killing it in the market.", None),
        ("We give legal advice to families and help with taxes.", None),
        ("", None),
    ],
)
def test_where_coaching_ends(text, edge):
    """Words of crisis and questions for a doctor or lawyer are seen; work with such people is none."""
    assert edge == boundary(text)


@pytest.mark.parametrize(
    ("topic", "draft", "message", "stage"),
    [
        ("coreValues", "", "", "explore"),
        ("coreValues", "tbd", "we must choose", "explore"),
        ("coreValues", "Honesty, craft", "", "deepen"),
        ("coreValues", "Honesty, craft", "Which should we choose?", "choose"),
        ("coreValues", "Honesty; craft; care; speed", "", "choose"),
        ("purpose", "We repair", "", "deepen"),
        ("vision", "A town where nobody throws away what a neighbour could still use", "", "choose"),
    ],
)
def test_the_stage_follows_from_the_draft(topic, draft, message, stage):
    """Nothing drafted is explored, a beginning deepened; several, or a wish to choose, are chosen from."""
    assert stage == stage_of(topic, draft, message)


@pytest.mark.parametrize(
    ("topic", "draft", "part"),
    [
        ("coreValues", "Honesty, transparency", "lie close together"),
        ("coreValues", "Craft, quality", "lie close together"),
        ("coreValues", "Patience, quality", "“quality” is expected"),
        ("coreValues", "Patience, boldness", "single words"),
        ("coreValues", "a1, b2, c3, d4, e5, f6, g7", "more than most people"),
        ("coreValues", "We say what we cannot do", ""),
        ("purpose", "We sell bicycles", "what you do"),
        ("purpose", "Grow profit year by year", "what the business gains"),
        ("purpose", "To keep useful things in use", "Nobody appears"),
        ("purpose", "To help families keep useful things in use", ""),
        ("vision", "To be the leading repair shop", "your place among others"),
        ("vision", "We will open workshops", "what you will do"),
        ("vision", "Repairing more", "no picture"),
        ("vision", "A town where nobody throws useful things away", ""),
        ("vision", "", ""),
    ],
)
def test_what_stands_out_follows_from_rules(topic, draft, part):
    """One observation by the documented rules, or none."""
    found = noticed(topic, draft, VALUES)

    assert part in found
    assert bool(part) == bool(found)


@given(st.sampled_from(TOPICS), hostile_texts)
def test_an_observation_is_one_sentence_that_judges_nothing(topic, draft):
    """Whatever is drafted, what is noticed is short, asks nothing and gives no verdict."""
    found = noticed(topic, draft, VALUES)

    assert words(found) <= 30
    assert "?" not in found
    assert [] == list(judging(found))


def test_a_list_of_values_is_read_in_any_form():
    """Commas, lines, bullets and words of joining part values; a repetition counts once."""
    assert ("Honesty", "craft", "care") == items_of("- Honesty\n- craft and care, honesty")


@given(st.sampled_from(TOPICS), st.sampled_from(["", *HOSTILE, "Who are we? A shop."]), hostile_texts)
def test_what_is_said_back_is_verbatim(topic, message, draft):
    """Words between quotation marks are the user's own, and nothing is asked."""
    said = said_in(topic, message, draft, "Mend", None, ())
    text = mirrored(topic, said.place, said.message, said.draft)
    own = f"{message} {draft}"

    assert "?" not in text
    assert words(text) <= 45
    for part in text.split("“")[1:]:
        inner = part.split("”")[0].rstrip("…")

        assert inner in " ".join(own.split()) or quoted(own, inner)


def test_identifiers_are_not_said_back():
    """A number of a person, and an address, stay out of the reflection; the rest is said back."""
    text = mirrored("purpose", "Mend", "John, SSN 078-05-1120. Write to jo@mend.example; she leads us", "")

    assert "You say “she leads us”, and for Mend nothing is written down yet." == text


@pytest.mark.parametrize(
    ("question", "opens"),
    [
        ("What would a visitor see?", True),
        ("And which of these would you keep?", True),
        ("When a job goes wrong, who speaks first?", True),
        ("To whom does it matter?", True),
        ("Was würde ein Gast merken?", True),
        ("Qu'est-ce qui change pour eux ?", True),
        ("何が変わりますか\uff1f", True),
        ("Is it honesty?", False),
        ("Do you want to keep it or not?", False),
        ("What is it? And why?", False),
        ("What is it", False),
        ("Tell me more?", False),
        ("", False),
    ],
)
def test_an_open_question_is_known(question, opens):
    """One question, at the end, that yes or no does not answer, in several languages."""
    assert opens == (not list(closed(question))) if question else not opens


@pytest.mark.parametrize(
    "text", ["You should drop it.", "That is the right purpose.", "Great choice!", "I recommend honesty."]
)
def test_a_verdict_is_known(text):
    """Telling users what is right, and grading them, are verdicts."""
    assert [] != list(judging(text))


def test_an_echo_is_known():
    """A reflection shares a telling word, or two plain ones; a text of no words asks for none."""
    shared = ("Honesty matters to you", "You ask how many there are", "Rivers are long")

    assert [False, False, True] == [strange(text, "How many of them?", "Honesty, craft") for text in shared]
    assert not strange("Anything at all", "", "")
