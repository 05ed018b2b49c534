"""Which entries of a large playbook fit a request: by words; by meaning only where the words say nothing.

A field of business or a value is known by dozens of phrases. Words find these at once, and to compare the
meaning of all of them would take a sentence model seconds; so meaning is asked about one short text an
entry, and only when no word of the request is in any.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Protocol, TypeVar

from purpose_coach.grounding import blank
from purpose_coach.relevance.bm25 import Index, Weighted, query_of
from purpose_coach.relevance.port import Relevance

__all__ = ["NEAR", "Gist", "sought"]

NEAR: Final = 0.4
"""How close in meaning an entry must be that shares no word with the request (`Relation.strength`)."""


class Gist(Protocol):
    """An entry that has one short text for what it is about."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def says(self) -> Sequence[str]:
        """All the texts by which it is found."""
        ...

    @property
    def gist(self) -> str:
        """What it is about, in a few words."""
        ...


P = TypeVar("P", bound=Gist)


async def sought(
    plays: Sequence[P], about: Sequence[Weighted], relevance: Relevance
) -> tuple[tuple[P, float], ...]:
    """All entries with how well each fits (0 to 1), the best first; equal ones stay in their order."""
    said = [(share, text) for share, text in about if not blank(text)]
    index = _index(tuple(tuple(play.says) for play in plays))
    scores = index.scores(query_of(said)) if plays else ()
    if said and plays and not any(scores):
        scores = await _meant(plays, said, relevance)
    return tuple(sorted(zip(plays, scores, strict=True), key=lambda one: -one[1]))


async def _meant(plays: Sequence[P], said: Sequence[Weighted], relevance: Relevance) -> tuple[float, ...]:
    """How close each is in meaning to the nearest text of the request; 0 for what is not near."""
    rows = await relevance.relate([text for _, text in said], [play.gist for play in plays])
    near = [
        max((one.strength for one in column if one.related), default=0.0)
        for column in zip(*rows, strict=True)
    ]
    return tuple(strength if strength >= NEAR else 0.0 for strength in near)


@lru_cache(maxsize=16)
def _index(says: tuple[tuple[str, ...], ...]) -> Index:
    return Index.of([[(1.0, text) for text in texts] for texts in says])
