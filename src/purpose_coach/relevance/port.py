"""What a measure of relevance is: whether two texts are about the same thing.

Relevance is not alignment: it sees that a goal and a value are about the same thing, and cannot see
whether the goal supports the value or works against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

__all__ = ["UNRELATED", "Relation", "Relevance"]


@frozen
class Relation:
    """Whether two texts are related, how strongly (0 to 1), and by which words of each.

    `left` and `right` are verbatim parts of the two texts that carry the relation; both are empty
    when the texts are not related.
    """

    related: bool
    strength: float = 0.0
    left: str = ""
    right: str = ""


UNRELATED = Relation(related=False)


class Relevance(Protocol):
    """Relates every text of one list to every text of another.

    Each relation depends on its own two texts alone, so that adding a text changes no other
    relation; the same two texts always give the same relation.
    """

    @property
    def name(self) -> str:
        """Name and version, as it stands in cache keys."""
        ...

    async def relate(self, lefts: Sequence[str], rights: Sequence[str]) -> tuple[tuple[Relation, ...], ...]:
        """One row a left text, one relation a right text, in the given order."""
        ...
