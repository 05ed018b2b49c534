"""Which strategies the words of a request name.

What is named otherwise comes by the objectives that a strategy serves (`purpose_coach.kpis.objectives`):
they are held against the goal by meaning too. Held so itself, each entry finds as much (measured on
tests/kpis/goals.jsonl), and a first request would wait while all of them are read by a sentence model.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from purpose_coach.playbooks.choosing import Chosen
from purpose_coach.playbooks.strategies import Strategy
from purpose_coach.relevance.bm25 import Index, Weighted, query_of

__all__ = ["search"]


def search(plays: Sequence[Strategy], about: Sequence[Weighted]) -> tuple[Chosen[Strategy], ...]:
    """All entries with how well they fit (0 to 1), the best first, and the words that they answer."""
    query = query_of(about)
    index = _index(tuple("; ".join(play.says) for play in plays))
    found = [
        Chosen(play, score, tuple(word for each, word in query.words.items() if each in counts))
        for play, score, counts in zip(plays, index.scores(query), index.counts, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-one.score, one.play.id)))


@lru_cache(maxsize=16)
def _index(texts: tuple[str, ...]) -> Index:
    return Index.of([[(1.0, text)] for text in texts])
