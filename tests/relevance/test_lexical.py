"""Relevance by words: what two texts must share, and the laws that hold for any texts."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purpose_coach.relevance import UNRELATED, Lexical
from purpose_coach.relevance.lexical import LONGEST_QUOTE

LABELLED = Path(__file__).with_name("labelled.jsonl").read_text(encoding="utf-8").splitlines()

SAMPLE = """the of and improve customer team revenue 20 safety Openness honest nurse hospital
self-employed farms farmer's CO2, bread; (tax) don’t — 😀 開放 zeer goed trust."""
WORDS = st.sampled_from(SAMPLE.split())
TEXTS = st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=40)
TABLES = st.lists(TEXTS, max_size=4)


def table(lefts, rights):
    """The relations of all pairs."""
    return asyncio.run(Lexical().relate(lefts, rights))


def relation(left, right):
    """The relation of one pair."""
    return table([left], [right])[0][0]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Sign contracts with small grain farmers", "We bake bread from local farms"),
        ("Cut late payments", "Suppliers are paid on the day"),
        ("Make all branches accessible", "Accessibility"),
        ("Support self-employed parents", "People who work self employed"),
        ("Hire two nurses", "No hospital more than an hour away"),
        ("Publish the list of ingredients", "Transparency"),
        ("Answer every customer within an hour", "Customers first"),
    ],
)
def test_related(left, right):
    """A shared stem, family, topic, meaning of a value, or all that the lighter text says."""
    assert relation(left, right).related


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("", "Trust"),
        ("   ", "   "),
        ("the and of with", "the and of with"),
        ("Increase revenue by 20 percent", "Improve the lives of 20 percent of our region"),
        ("Reduce the cost of the team this year", "A year of clean water for every team of divers"),
        ("Open a shop", "Openness"),
        ("Renew the office lease", "A living sea that feeds our grandchildren"),
    ],
)
def test_unrelated(left, right):
    """Grammar, numbers and one or two words of any business relate nothing."""
    assert not relation(left, right).related


def test_quote_of_long_text():
    """A long text is quoted by the shortest part that holds what is shared."""
    long = "We have been here for many years, and what we do best is bake fresh bread, every single day."

    found = relation("Bake more bread", long)

    assert (found.left, found.right) == ("Bake more bread", "bake fresh bread")


@given(TABLES, TABLES)
def test_shape(lefts, rights):
    """One row a left text, one relation a right text."""
    assert [len(rights)] * len(lefts) == [len(row) for row in table(lefts, rights)]


@given(TABLES, TABLES)
def test_pairs_are_independent(lefts, rights):
    """A relation depends on its own two texts alone."""
    alone = tuple(tuple(relation(left, right) for right in rights) for left in lefts)

    assert alone == table(lefts, rights)


@given(TEXTS, TEXTS)
def test_symmetry(left, right):
    """The relation read from the other side is the same relation."""
    there, back = relation(left, right), relation(right, left)

    assert (there.related, there.strength) == (back.related, back.strength)
    assert (there.left, there.right) == (back.right, back.left)


@given(st.lists(WORDS, max_size=30), TEXTS)
def test_case_and_space(words, right):
    """Case and white space make no difference."""
    plain = relation(" ".join(words), right)
    shouted = relation("\n\t " + " \n ".join(words).upper(), right)

    assert (plain.related, plain.strength) == (shouted.related, shouted.strength)


@given(TEXTS, TEXTS)
def test_quotes(left, right):
    """Quotes are verbatim and short, there when the texts are related and only then."""
    found = relation(left, right)

    for quote, text in ((found.left, left), (found.right, right)):
        assert quote in text
        assert len(quote.split()) <= LONGEST_QUOTE
        assert found.related == bool(quote)


@given(TEXTS, TEXTS)
def test_strength(left, right):
    """Strength lies between 0 and 1, and related texts have some."""
    found = relation(left, right)

    assert 0 <= found.strength < 1
    assert found == UNRELATED or found.strength > 0


@pytest.mark.parametrize("line", LABELLED, ids=lambda line: json.loads(line)["company"])
def test_aligned_not_below_neutral(line):
    """In no labelled company does a housekeeping goal have more related cells than the aligned one."""
    company = json.loads(line)
    columns = [company["vision"], company["purpose"], *company["coreValues"]]

    def cells(label):
        goal = next(goal for goal in company["goals"] if goal["label"] == label)
        rows = [goal["goalIntent"], *goal["strategies"], *goal["kpis"]]
        return sum(each.related for row in table(rows, columns) for each in row)

    assert cells("aligned") >= cells("neutral")
