"""The values playbook: complete rows, a net of kin, and a choice that does not repeat itself."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purpose_coach.grounding import numbers, words
from purpose_coach.playbooks import positioning
from purpose_coach.playbooks.coaching import said_in, suited
from purpose_coach.playbooks.values import BOOK, STARTERS, fresh, named_in
from purpose_coach.relevance import Lexical

VALUES, FIELDS = BOOK.read(), positioning.BOOK.read()
BY_ID = {value.id: value for value in VALUES}


def names(industry, draft=""):
    """The first names that fit a business."""
    said = said_in("coreValues", "", draft, None, industry, ())
    near = asyncio.run(positioning.placed(FIELDS, said.about, Lexical()))
    ranking = asyncio.run(suited(said, near, VALUES, Lexical()))
    return [value.name for value in fresh(ranking, named_in(draft, VALUES), 5)]


def test_there_are_many_values():
    """At least a hundred values, each with a name of its own."""
    assert len(VALUES) >= 100
    assert len({value.name.casefold() for value in VALUES}) == len(VALUES)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.id)
def test_a_value_says_what_it_is_and_how_it_looks(value):
    """Meaning and behaviour are one short sentence each, without a number; its kin are there."""
    for text in (value.meaning, value.looks_like):
        assert words(text) <= 18
        assert text.endswith(".")
        assert 1 == text.count(".")
        assert not numbers(text)
    assert words(value.name) <= 3
    assert set(value.kin) <= BY_ID.keys() - {value.id}


def test_those_that_are_first_are_there():
    """What is proposed where nothing decides exists, and none of it is expected of everybody."""
    assert [False] * len(STARTERS) == [BY_ID[id_].expected for id_ in STARTERS]


@given(st.lists(st.sampled_from(VALUES), max_size=6), st.permutations(VALUES), st.integers(1, 6))
def test_a_choice_brings_something_new(taken, ranking, most):
    """Nothing chosen is taken, expected of anybody, or overlaps with what is taken or chosen."""
    chosen = fresh(ranking, taken, most)

    assert len(chosen) <= most
    for place, value in enumerate(chosen):
        others = [*taken, *chosen[:place]]

        assert not value.expected
        assert not [
            other
            for other in others
            if other.id == value.id or other.id in value.kin or value.id in other.kin
        ]


@pytest.mark.parametrize(
    ("industry", "name"),
    [("Hospice", "Compassion"), ("Repair of bicycles", "Durability"), ("Journalism", "Truth")],
)
def test_values_fit_the_field(industry, name):
    """A field of business brings up the values that are at home there."""
    assert name in names(industry)


def test_another_field_has_other_values():
    """Two unlike fields have little in common, and one that nobody knows begins with the starters."""
    assert len(set(names("Hospice")) & set(names("Online games"))) <= 1
    assert BY_ID[STARTERS[0]].name == names("Zymurgy")[0]


def test_a_value_is_seen_in_any_form():
    """A draft names a value by any of its forms, and by none that is only near."""
    assert ["honesty", "reliability"] == sorted(
        value.id for value in named_in("Be honest and reliable", VALUES)
    )
    assert () == named_in("We mend bicycles", VALUES)
