"""Texts whose numbers are slots: a model writes `{fact.id}`, code writes subject, direction, value and unit.

So a figure cannot be wrong, belong to another subject or point the other way: what is no slot may hold
no number at all, in digits or words, but for lengths of time in advice and a few names of methods. The
idea of references in place of figures is from SymGen (arXiv 2311.09188).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from purpose_coach.grounding import numbers
from purpose_coach.insights.facts import Fact

__all__ = ["faults", "rendered", "slots"]

_SLOT = re.compile(r"\{([A-Za-z]+\.[A-Za-z]+)\}")
_BRACE = re.compile(r"[{}]")
_ALLOWED = re.compile(
    r"\b(?:within|in|for|after|over|every|next|first|last|coming)\s+(?:the\s+)?(?:next\s+|first\s+|coming\s+)?"
    r"(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|sixty|ninety)"
    r"(?:\s*-\s*|\s+)(?:days?|weeks?|months?|quarters?|hours?|minutes?)\b"
    r"|\b(?:\d{1,3}|two|three|four|six|twelve|thirty|ninety)-(?:day|week|month)\b"
    r"|\btop (?:\d|two|three|five|ten)\b|\bfive whys\b|\b80/20\b|\bone-to-ones?\b|\bQ[1-4]\b",
    re.IGNORECASE,
)
"""Numbers that claim nothing about the business: how long something is to take, and names of methods."""
_SPELLED = re.compile(r"\b(?:(?:halv|doubl|tripl)(?:e[ds]?|ing)|zero)\b", re.IGNORECASE)
_PERCENT = re.compile(r"%|\bper ?cent\b|\bpercentage\b", re.IGNORECASE)
_DETERMINED = re.compile(r"\b(?:your|the|this|that|our|its|their|a|an)\s+$", re.IGNORECASE)
_ARTICLE = re.compile(r"^an? ")


def slots(text: str) -> tuple[str, ...]:
    """The ids that the text refers to, in order.

    >>> slots("With {customers.churnRate}, {team.slack} is there to act.")
    ('customers.churnRate', 'team.slack')
    """
    return tuple(_SLOT.findall(text))


def faults(text: str, facts: Mapping[str, Fact]) -> Iterator[str]:
    """What keeps the text from being shown: slots of no fact, and numbers that are no slot."""
    for name in slots(text):
        if name not in facts:
            yield f"there is no fact {name[:60]}: use the listed ids"
    rest = _SLOT.sub(" ", text)
    if _BRACE.search(rest):
        yield "braces are for fact ids only"
    bare = _ALLOWED.sub(" ", rest)
    if numbers(bare) or _SPELLED.search(bare) or any(letter.isdecimal() for letter in bare):
        yield "numbers stand in slots only: put {fact.id} where a figure belongs"
    if _PERCENT.search(bare):
        yield "per cent stands in slots only: put {fact.id} where a rate belongs"


def rendered(text: str, facts: Mapping[str, Fact]) -> str:
    """The text with its facts in words; the first letter of a sentence large.

    >>> from purpose_coach.insights.facts import Fact
    >>> churn = {"customers.churnRate": Fact("customers.churnRate", 12.13, "percent", "a churn rate of {}")}
    >>> rendered("{customers.churnRate} is high. Your {customers.churnRate} costs growth.", churn)
    'A churn rate of 12.1% is high. Your churn rate of 12.1% costs growth.'
    """

    def put(found: re.Match[str]) -> str:
        said = facts[found[1]].phrase
        before = text[: found.start()]
        if _DETERMINED.search(before):
            return _ARTICLE.sub("", said)
        begins = not before.strip() or before.rstrip()[-1] in ".!?"
        return said[0].upper() + said[1:] if begins else said

    return _SLOT.sub(put, text)
