"""Where a text counts something: whole numbers that are no percentage, time, money, date, name or limit.

Numbers that say how something changed ("from 38 to 57") or was meant to be ("a 4-hour promise") count no
cases, so they are passed over; so are decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from attrs import frozen

__all__ = ["WORDS", "Mention", "mentions"]

_SMALL = """
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SAID = [*_SMALL.split(), *_TENS.split()]
_PLAIN: dict[str, int] = dict(zip(_SAID, [*range(2, 20), *range(20, 100, 10)], strict=True))
_DIGITS = {"one": 1} | {word: value for word, value in _PLAIN.items() if value < 10}
WORDS: Final[dict[str, int]] = _PLAIN | {
    f"{ten}-{one}": _PLAIN[ten] + _DIGITS[one] for ten in _TENS.split() for one in _DIGITS
}
"""Numbers in words that count something; "one" and "a" stand for too much else."""

_NUMBER = re.compile(
    r"(?<![\w.,:/-])(?:(?P<digits>\d{1,3}(?:,\d{3}){1,2}|\d{1,9})|(?P<word>"
    + "|".join(sorted(WORDS, key=len, reverse=True))
    + r"))(?P<times>\s?[x×])?(?!\w|[.,:/]\d)",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_UNIT = (
    r"%|per\s?cent\b|pct\b|percentage|pp\b|°|[$€£]|(?:eur|usd|gbp|chf|euros?|dollars?|pounds?|cents?|k|m|bn"
    r"|thousand|million|billion)\b"
    r"|(?:working |calendar |business )?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|nights?|weeks?"
    r"|months?|quarters?|years?|yrs?)\b"
    r"|(?:kg|g|tons?|tonnes?|t|km|cm|mm|metres?|meters?|miles?|degrees?|litres?|liters?|l|kwh|mb|gb|stars?"
    r"|points?)\b"
)
_UNITED = re.compile(rf"\s*-?\s*(?:{_UNIT})|-[a-z]|\s?(?:a\.?m|p\.?m)\b|\s+{_MONTH}\b", re.IGNORECASE)
_NAMES = (
    r"lines?|weeks?|shifts?|rooms?|ext|phases?|steps?|stages?|versions?|levels?|tiers?|gates?"
    r"|zones?|stations?|aisles?|sections?|articles?|chapters?|iso|quarters?|no\.?|nr\.?|number|forklifts?"
)
_NAMED = re.compile(
    rf"(?:#|[$€£]\s?|\b(?:{_NAMES})\s+(?:\d+\s*(?:,|and|or|to|&|-)\s*)*)$|\bat\s+$", re.IGNORECASE
)
_LIMIT = re.compile(
    r"\b(?:above|below|over|under|pass(?:ed|es)?|exceed(?:s|ed|ing)?|against|beyond"
    r"|(?:target|limit|goal|promise|average|capacity) (?:of|is|was)|more than|less than|fewer than|at least"
    r"|at most|up to|every|within)\s+(?:the |our |an? )?$",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:rose|rises?|risen|fell|falls?|fallen|grew|grows?|grown|went|goes|gone|dropped|drops?|climbed"
    r"|declined|increased|decreased|jumped|doubled|improved|slipped|shrank)\s+(?:by|to)\s+$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
_TO = re.compile(r"[^.;,]{0,20}\bto\s+[$€£]?\d", re.IGNORECASE)
_FROM_TO = re.compile(r"\bfrom\s+[$€£]?\d[^.;,]{0,20}\bto\s+$", re.IGNORECASE)
_DATED = re.compile(rf"\b{_MONTH}\.?\s+$", re.IGNORECASE)
_REACH = 48
"""Characters before or after a number that say what it is."""


@frozen
class Mention:
    """A number that may count cases, and where it stands."""

    value: int
    start: int
    end: int
    times: bool = False
    """Whether it is written as so many times: 9x."""


def mentions(text: str) -> Iterator[Mention]:
    """The numbers of a text that may count cases, in its order.

    >>> [m.value for m in mentions("Of 180 tickets 92 came within 4 hours, up from 38 to 57 %")]
    [180, 92]
    """
    for found in _NUMBER.finditer(text):
        value = _value(found)
        if value is not None and _counts(text, found, value):
            yield Mention(value, found.start(), found.end(), found["times"] is not None)


def _value(found: re.Match[str]) -> int | None:
    digits: str | None = found["digits"]
    if digits is None:
        return WORDS[found["word"].lower()]
    if re.fullmatch(r"0\d+|(?:19|20)\d\d", digits):
        return None  # a part of a code, or a year
    return int(digits.replace(",", ""))


def _counts(text: str, found: re.Match[str], value: int) -> bool:
    before, after = (
        text[max(0, found.start() - _REACH) : found.start()],
        text[found.end() : found.end() + _REACH],
    )
    if _UNITED.match(after) or _NAMED.search(before) or _LIMIT.search(before) or _CHANGED.search(before):
        return False
    if value <= 31 and _DATED.search(before):
        return False
    return not (_FROM_TO.search(before) or (_FROM.search(before) and _TO.match(after)))
