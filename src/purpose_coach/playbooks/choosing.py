"""Which entries of a playbook fit a request: by its words (BM25) and by meaning, together.

Words find what is named; meaning finds what is named otherwise. Each is scaled to the best of its own, so
neither drowns the other; equal scores go by id, so that the same request has the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Generic, TypeVar

from attrs import frozen

from purpose_coach.playbooks.book import Play
from purpose_coach.relevance.bm25 import Index, Query, Weighted, query_of
from purpose_coach.relevance.port import Relevance

__all__ = ["MEANING", "Chosen", "ranked"]

MEANING = 0.8
"""What likeness of meaning weighs beside the words."""

P = TypeVar("P", bound=Play)


@frozen
class Chosen(Generic[P]):
    """An entry that fits, how well (0 to 1 + MEANING), and the request's words that it answers."""

    play: P
    score: float
    words: tuple[str, ...]


async def ranked(
    plays: Sequence[P], about: Sequence[Weighted], relevance: Relevance
) -> tuple[Chosen[P], ...]:
    """All entries, the best first; `about` are the request's texts, each with what it weighs.

    Entries for which nothing speaks are last, with a score of 0.
    """
    query = query_of(about)
    index = _index(tuple(tuple(play.says) for play in plays))
    near = await _meaning(plays, about, relevance)
    best = max(near, default=0.0) or 1.0
    found = [
        Chosen(play, words + MEANING * (meant / best) ** 2, _shared(query, index, at))
        for at, (play, words, meant) in enumerate(zip(plays, index.scores(query), near, strict=True))
    ]
    return tuple(sorted(found, key=lambda one: (-one.score, one.play.id)))


async def _meaning(plays: Sequence[P], about: Sequence[Weighted], relevance: Relevance) -> list[float]:
    """How close each entry is to the request: its closest text, the texts weighed."""
    asked = [(share, text) for share, text in about if text.strip()]
    said = [(at, text) for at, play in enumerate(plays) for text in play.says]
    near = [0.0] * len(plays)
    rows = await relevance.relate([text for _, text in asked], [text for _, text in said])
    for (share, _), row in zip(asked, rows, strict=True):
        for (at, _), relation in zip(said, row, strict=True):
            near[at] = max(near[at], share * relation.strength)
    return near


@lru_cache(maxsize=16)
def _index(says: tuple[tuple[str, ...], ...]) -> Index:
    return Index.of([[(1.0, text) for text in texts] for texts in says])


def _shared(query: Query, index: Index, at: int) -> tuple[str, ...]:
    return tuple(word for each, word in query.words.items() if each in index.counts[at])
