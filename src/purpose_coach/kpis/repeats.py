"""Whether an organisation has a KPI already, by whatever name it goes there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from purpose_coach.grounding import blank, fold
from purpose_coach.kpis.kpi import Kpi
from purpose_coach.relevance.words import root, words_of

__all__ = ["NEAR", "WHOLE", "repeats"]

NEAR = 85
"""rapidfuzz's ratio from which two words are one: 'promotor' is 'promoter' (87), 'waste' is not
'water' (60). Word by word, because token_set_ratio of whole names says 92 for 'waste intensity' and
'water intensity', more than for many a slip, and 100 wherever one name stands in the other."""

WHOLE = 0.75
"""The share of the longer name's words that the shorter must have: 'net revenue' is not 'net revenue
retention'."""

_ASIDE = re.compile(r"\([^)]*\)|[\d%#€$£.,:]+")
_GRAMMAR = "a an the of in per to for and our my by on at with"
_HOW_COUNTED = """
rate ratio score index percentage percent share
average avg mean number total level overall current target daily weekly monthly quarterly yearly
annual kpi metric goal rates ratios scores shares percentages targets levels numbers averages
"""
_SMALL = frozenset(_GRAMMAR.split())
_FORM = _SMALL.union(_HOW_COUNTED.split())
"""Words that say how a thing is counted, not which."""


def repeats(kpi: Kpi, current: Iterable[str]) -> bool:
    """Whether one of the current names is one of the KPI's, form of words and small slips aside.

    'Our Customer Retention (%)' is 'Customer Retention Rate', and 'NPS' is 'Net Promoter Score'.
    """
    own = [_core(name) for name in kpi.names]
    return any(_same(name, theirs) for theirs in map(_core, current) if theirs for name in own)


@lru_cache(maxsize=4096)
def _core(name: str) -> tuple[str, ...]:
    """The words that tell a name from others, sorted."""
    if blank(name):
        return ()
    words = words_of(_ASIDE.sub(" ", fold(name))) or words_of(fold(name))
    return tuple(sorted({*words} - _FORM or {*words} - _SMALL or {*words}))


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if {root(word) for word in one} == {root(word) for word in other}:
        return True
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= max(2.0, WHOLE * len(longer)) and all(
        any(fuzz.ratio(word, another) >= NEAR for another in longer) for word in shorter
    )
