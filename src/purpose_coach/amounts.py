"""Spans of time and sums of money, as people write them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from attrs import frozen

from purpose_coach.grounding import fold

__all__ = ["Span", "money", "rounded", "span"]

DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4, "year": 365.25}
"""Calendar days a unit."""
SHORT = {"h": "hour", "hr": "hour", "d": "day", "w": "week", "wk": "week", "mo": "month", "mth": "month"} | {
    "q": "quarter",
    "y": "year",
    "yr": "year",
}
COUNTS: Mapping[str, float] = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "half a": 0.5,
    "a couple of": 2,
}

_COUNT = r"\d+(?:\.\d+)?|" + "|".join(sorted(COUNTS, key=len, reverse=True))
_UNIT = r"hours?|days?|weeks?|months?|quarters?|years?|hrs?|wks?|mths?|mos?|yrs?|[hdwqy]"
_SPAN = re.compile(rf"\b({_COUNT})(?:\s*(?:-|to|or)\s*({_COUNT}))?[\s-]*({_UNIT})\b")

_SIGN = r"[$€£¥₹]|\b(?:usd|eur|gbp|chf|cad|aud|jpy|inr|sek|nok|dkk|pln)\b"
_SCALE = r"k|m|mn|bn|thousand|million|billion"
_MONEY = re.compile(
    rf"(?:(?P<before>{_SIGN})\s*)?(?<![\w.,])(?P<digits>\d+(?:[.,]\d+)*)\s*(?P<scale>(?:{_SCALE})\b)?"
    rf"\s*(?P<after>{_SIGN}|\b(?:dollars?|euros?|pounds?)\b)?"
)
SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}


@frozen
class Span:
    """A length of time in calendar days, from `low` to `high`."""

    low: float
    high: float

    def __str__(self) -> str:
        """As a person writes it, in the unit that fits: '2-3 months'."""
        unit = next((u for u in ("year", "month", "week") if self.low >= 1.5 * DAYS[u]), "day")
        low, high = (max(1, round(days / DAYS[unit])) for days in (self.low, self.high))
        shown = f"{low}" if low == high else f"{low}-{high}"
        return f"{shown} {unit}{'' if high == 1 else 's'}"


def span(text: str) -> Span | None:
    """The first length of time that the text names, or None.

    >>> span("about 2-3 months"), str(span("within six weeks")), span("as soon as possible")
    (Span(low=60.875, high=91.3125), '6 weeks', None)
    """
    found = _SPAN.search(fold(text))
    if found is None:
        return None
    unit = DAYS[_unit(found[3])]
    low = _count(found[1]) * unit
    high = _count(found[2]) * unit if found[2] else low
    return Span(min(low, high), max(low, high))


def _unit(written: str) -> str:
    bare = written.removesuffix("s")
    return SHORT.get(bare, bare)


def _count(written: str) -> float:
    return float(COUNTS[written]) if written in COUNTS else float(written)


def money(text: str) -> tuple[float, ...]:
    """Every amount of money in the text: digits with a currency before or after them.

    >>> money("A renewal of $48,000, EUR 2.5m at stake, 40 licences")
    (48000.0, 2500000.0)
    """
    return tuple(_amounts(fold(text)))


def _amounts(text: str) -> Iterator[float]:
    for found in _MONEY.finditer(text):
        if found["before"] or found["after"]:
            yield _plain(found["digits"]) * SCALES.get(found["scale"] or "", 1.0)


def _plain(digits: str) -> float:
    """The number, whichever of comma and point parts its thousands."""
    decimal = re.search(r"[.,](\d{1,2})$", digits)
    whole = digits[: decimal.start()] if decimal else digits
    return float(re.sub(r"[.,]", "", whole) + (f".{decimal[1]}" if decimal else ""))


def rounded(value: float) -> float:
    """The value to two significant digits: an estimate does not pretend to know more.

    >>> rounded(14_873), rounded(37.4), rounded(0)
    (15000.0, 37.0, 0.0)
    """
    if value == 0 or not math.isfinite(value):
        return 0.0
    return float(round(value, 1 - math.floor(math.log10(abs(value)))))
