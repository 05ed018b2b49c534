"""BM25 over roots: how much the words of a query say about each of some texts.

Words weigh as `relevance.words` says: those of grammar nothing, those of any business text little.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from attrs import frozen

from purpose_coach.relevance.words import NOTHING, SPECIFIC, root, weight, words_of

__all__ = ["LENGTH", "SATURATION", "Index", "Query", "Weighted", "query_of"]

SATURATION, LENGTH = 1.2, 0.5
"""BM25's k1 and b."""

Weighted: TypeAlias = tuple[float, str]
"""A text, and how often each of its words counts."""


@frozen
class Query:
    """The roots of some texts: what each weighs, and the word that it stands for."""

    weights: Mapping[str, float]
    words: Mapping[str, str]


def query_of(texts: Iterable[Weighted]) -> Query:
    """The query of these texts; a word that stands in several weighs as in the first."""
    weights: dict[str, float] = {}
    words: dict[str, str] = {}
    for share, text in texts:
        for word in words_of(text):
            if (heavy := weight(word)) != NOTHING and root(word) not in weights:
                weights[root(word)], words[root(word)] = share * heavy / SPECIFIC, word
    return Query(weights, words)


@frozen
class Index:
    """What the words of some texts say, each text made of weighted fields."""

    counts: tuple[Mapping[str, float], ...]
    lengths: tuple[float, ...]
    """Beside the average."""
    rarity: Mapping[str, float]

    @classmethod
    def of(cls, texts: Sequence[Sequence[Weighted]]) -> Index:
        """The index of these texts."""
        counts = tuple(_counts(fields) for fields in texts)
        totals = [sum(each.values()) for each in counts]
        average = sum(totals) / len(totals) if any(totals) else 1.0
        holding = Counter(each for one in counts for each in one)
        rarity = {each: _rarity(times, len(counts)) for each, times in holding.items()}
        return cls(counts, tuple(total / average for total in totals), rarity)

    def scores(self, query: Query) -> tuple[float, ...]:
        """How well each text fits, the best 1; all 0 where none has a word of the query."""
        scores = [
            sum(heavy * self._share(each, *text) for each, heavy in query.weights.items())
            for text in zip(self.counts, self.lengths, strict=True)
        ]
        best = max(scores, default=0.0) or 1.0
        return tuple(score / best for score in scores)

    def _share(self, each: str, counts: Mapping[str, float], length: float) -> float:
        if each not in counts:
            return 0.0
        room = SATURATION * (1 - LENGTH + LENGTH * length)
        return self.rarity[each] * counts[each] * (SATURATION + 1) / (counts[each] + room)


def _rarity(times: int, of: int) -> float:
    return math.log(1 + (of - times + 0.5) / (times + 0.5))


def _counts(fields: Sequence[Weighted]) -> Mapping[str, float]:
    """Each root of a field counts once in it: a field that repeats itself says no more."""
    counts: defaultdict[str, float] = defaultdict(float)
    for often, text in fields:
        for each in {root(word) for word in words_of(text) if weight(word) != NOTHING}:
            counts[each] += often
    return dict(counts)
