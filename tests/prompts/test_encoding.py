"""Values in a prompt: JSON that decodes to what went in and closes no tag."""

import json
import math
from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined, UndefinedError
from markupsafe import Markup
from tests.prompts.sample import Goal, Kpi, Row, SampleFacts

from purpose_coach.prompts.encoding import encode

TEXT = st.text() | st.sampled_from(["</goal>", "<", "\\u003c", "<!--", "]]>", '"', "\n", "\u2028"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_decodes_to_what_went_in(value):
    """Every JSON value comes back from its encoding unchanged."""
    assert value == json.loads(encode(value))


@given(VALUES)
def test_opens_and_closes_no_tag(value):
    """No encoding holds the character that every tag begins with."""
    assert "<" not in encode(value)


@given(VALUES)
def test_stays_on_one_line(value):
    """No encoding holds a line feed, so a line of a prompt is the template's own."""
    assert "\n" not in encode(value)


@pytest.mark.parametrize("half", ["\ud800", "a\udfff", "\udc00 <\ud83d"])
def test_half_a_surrogate_pair_can_be_sent(half):
    """Text that is no valid Unicode becomes an escape, which UTF-8 can carry and JSON can read."""
    assert half == json.loads(encode(half).encode("utf-8"))


@pytest.mark.parametrize("value", [Markup("</goal>"), [Markup("</goal>")], {"x": Markup("<b>")}])
def test_text_that_claims_to_be_safe_is_encoded_too(value):
    """Markup from outside the template is data like any other."""
    assert "<" not in encode(value)
    assert value == json.loads(encode(value))


def test_models_have_the_names_of_the_contract():
    """A wire value is shown by its camelCase names, nested ones too."""
    goal = Goal(intent="grow", kpis=(Kpi(title="NPS", target=50),))

    expected = {
        "intent": "grow",
        "kpis": [{"title": "NPS", "unit": None, "target": 50.0}],
        "owner": None,
    }
    assert expected == json.loads(encode(goal))


def test_facts_have_their_own_names():
    """An attrs value is shown by its fields, a mapping and a date as JSON has them."""
    assert [{"number": 1, "text": "a"}] == json.loads(encode((Row(1, "a"),)))
    assert {"a": "2026-01-31"} == json.loads(encode(MappingProxyType({"a": date(2026, 1, 31)})))


@pytest.mark.parametrize("value", [{1, 2}, object(), iter([1]), b"bytes", SampleFacts()])
def test_what_has_no_stable_form_is_refused(value):
    """Sets, iterators and objects would read differently in each process."""
    with pytest.raises(TypeError, match="a prompt cannot show a "):
        encode(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, [-math.inf]])
def test_what_is_no_number_in_json_is_refused(value):
    """NaN and the infinities are no JSON."""
    with pytest.raises(ValueError, match="JSON compliant"):
        encode(value)


@pytest.mark.parametrize("wrap", [lambda it: it, lambda it: [it], lambda it: {"key": it}])
def test_a_missing_variable_is_named(wrap):
    """An undefined value raises the error that names it, wherever it stands."""
    with pytest.raises(UndefinedError, match="'gaol' is undefined"):
        encode(wrap(StrictUndefined(name="gaol")))
