"""Spans of time and sums of money, read from people's own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purpose_coach.amounts import DAYS, Span, money, rounded, span


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("6 months", 6 * DAYS["month"], 6 * DAYS["month"]),
        ("2-3 months", 2 * DAYS["month"], 3 * DAYS["month"]),
        ("3 to 6 weeks", 21, 42),
        ("within six weeks", 42, 42),
        ("a year or so", DAYS["year"], DAYS["year"]),
        ("half a year", DAYS["year"] / 2, DAYS["year"] / 2),
        ("90 days", 90, 90),
        ("18 mo", 18 * DAYS["month"], 18 * DAYS["month"]),
        ("two quarters", 2 * DAYS["quarter"], 2 * DAYS["quarter"]),
        ("a 6-month plan", 6 * DAYS["month"], 6 * DAYS["month"]),
        ("4 – 2 weeks", 14, 28),
    ],
)
def test_a_length_of_time_is_read(said, low, high):
    """What people write as a length of time is a span of calendar days."""
    assert Span(low, high) == span(said)


@pytest.mark.parametrize(
    "said", ["", "as soon as possible", "Q3", "by 2026-03-01", "many months", "500 users"]
)
def test_what_is_no_length_of_time_is_none(said):
    """Dates, quarters of a year by name and plain counts are no length of time."""
    assert span(said) is None


@given(st.floats(0.5, 2000), st.floats(0, 500))
def test_a_span_is_written_as_it_is_read(low, more):
    """A written span reads back as one of about the same length, in one unit."""
    written = Span(low, low + more)
    again = span(str(written))

    assert again is not None
    assert again.low == pytest.approx(low, rel=0.4, abs=1)
    assert again.high == pytest.approx(low + more, rel=0.4, abs=1)


@pytest.mark.parametrize(
    ("said", "amounts"),
    [
        ("Saves $40,000 a year", (40_000.0,)),
        ("EUR 2.5m at stake", (2_500_000.0,)),
        ("costs 12k USD, earns 30k USD", (12_000.0, 30_000.0)),
        ("€ 40.000,50", (40_000.5,)),
        ("1.5 million dollars", (1_500_000.0,)),
        ("40 licences for 3 people", ()),
        ("Budget 5,000", ()),
        ("", ()),
    ],
)
def test_money_is_what_has_a_currency(said, amounts):
    """A number is money only with a currency beside it, in any of the ways to part thousands."""
    assert amounts == money(said)


@given(st.floats(0.01, 10**9))
def test_an_estimate_has_two_digits(value):
    """Rounding keeps two significant digits and stays within five per cent."""
    close = rounded(value)

    assert close == pytest.approx(value, rel=0.051)
    assert len(f"{close:.10e}".partition("e")[0].replace(".", "").rstrip("0")) <= 2


@pytest.mark.parametrize("value", [0.0, float("inf"), float("nan")])
def test_what_is_no_amount_rounds_to_nothing(value):
    """Nought and what is no number is nought."""
    assert 0.0 == rounded(value)
