"""Whether a proposal is there already, in other words: nobody wants their own plan suggested to them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from purpose_coach.grounding import blank, fold
from purpose_coach.relevance.words import root, weights, words_of

__all__ = ["NEAR", "SHARED", "distinct", "repeated"]

NEAR = 80.0
"""rapidfuzz's ratio from which two words are one: 'trian' is 'train' (80), 'waste' is not 'water' (60)."""
SHARED = 0.8
"""The share of the longer text's telling words that the shorter must have, to say the same at length."""

_DOING = """
a an the of in per to for and or our my by on at with from into all any each every new create build make
set up start begin launch introduce implement establish develop run use put get do have be more better
improve improved plan program programme project initiative process system
"""
_EMPTY = frozenset(root(word) for word in _DOING.split())
"""Words that say that something is done, not what."""


def repeated(text: str, others: Iterable[str]) -> str | None:
    """The first of `others` that says the same as `text`, or None.

    >>> repeated("Launch a customer feedback loop", ["Customer feedback loops", "Hire a designer"])
    'Customer feedback loops'
    """
    core, folded = _core(text), fold(text)
    for other in others:
        if not blank(other) and _same(core, folded, _core(other), fold(other)):
            return other
    return None


def distinct(texts: Iterable[str], others: Iterable[str] = ()) -> list[str]:
    """The texts that say something, each said once and none that `others` says already."""
    kept: list[str] = []
    known = tuple(others)
    for text in texts:
        if not blank(text) and repeated(text, (*known, *kept)) is None:
            kept.append(text)
    return kept


@lru_cache(maxsize=1024)
def _core(text: str) -> frozenset[str]:
    roots = frozenset(root(word) for word in words_of(text))
    telling = frozenset(weights(words_of(text))) - _EMPTY
    return telling or roots


def _same(core: frozenset[str], folded: str, other: frozenset[str], said: str) -> bool:
    if folded == said or (core and core == other):
        return True
    shorter, longer = sorted((core, other), key=len)
    enough = len(shorter) >= 2 and len(shorter) >= SHARED * len(longer)
    return enough and all(any(fuzz.ratio(word, one) >= NEAR for one in longer) for word in shorter)
