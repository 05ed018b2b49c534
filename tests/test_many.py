"""Bare arrays as results: a frozen sequence, written as the array, with what every result carries."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purpose_coach.backends.port import Usage
from purpose_coach.many import Many
from purpose_coach.result import Provenance
from purpose_coach.wire import Wire


class Loaf(Wire):
    """A loaf."""

    baked_by: str
    grams: int | None = None


class Loaves(Many[Loaf]):
    """Some loaves."""


loaves = st.lists(st.builds(Loaf, baked_by=st.text(max_size=5), grams=st.none() | st.integers(0, 9)))


@given(loaves)
def test_the_wire_form_is_the_array(items):
    """The body is an array of the items' bodies, the same as bytes, text and Python."""
    many = Loaves(items)
    expected = [json.loads(item.model_dump_json()) for item in items]

    assert expected == json.loads(many.to_json()) == json.loads(many.model_dump_json()) == many.body()


@given(loaves, st.integers(-3, 3))
def test_it_is_a_sequence_of_its_items(items, at):
    """Length, iteration, places and slices are those of the items."""
    many = Loaves(items)

    assert items == list(many)
    assert len(items) == len(many)
    assert tuple(items[at:]) == many[at:]
    if -len(items) <= at < len(items):
        assert items[at] == many[at]


def test_equal_items_are_equal_arrays():
    """Arrays compare by their items: where they came from does not matter, their class does."""
    one = Loaves([Loaf(baked_by="Ana")])

    assert one == one.warned("It is dark.").standing_on([{"oven": 1}])
    assert one != Loaves([])
    assert "Loaves([Loaf(baked_by='Ana', grams=None)])" == repr(one)


def test_it_carries_what_every_result_carries():
    """Warnings, evidence and provenance stand beside the array, and a kept copy costs nothing."""
    made = Loaves([Loaf(baked_by="Ana")]).standing_on([{"oven": 1}]).warned("It is dark.")
    whole = made.from_(Provenance(operation="bake", source="model", usage=Usage(input=5), calls=2))
    detailed = whole.detailed()

    assert [{"bakedBy": "Ana", "grams": None}] == detailed["data"]
    assert ([{"oven": 1}], ["It is dark."]) == (detailed["evidence"], detailed["warnings"])
    assert ("bake", 2) == (detailed["provenance"]["operation"], detailed["provenance"]["calls"])
    assert ("result", 0, {}) == (
        whole.served_again().provenance.cached,
        whole.served_again().provenance.calls,
        whole.beside(),
    )


def test_without_a_coach_there_is_no_provenance():
    """An array that nobody answered with says so."""
    with pytest.raises(AttributeError, match="not made by a coach"):
        _ = Loaves([]).provenance
