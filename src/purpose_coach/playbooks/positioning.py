"""The positioning playbook: for each field of business, whom it serves and what moves those people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field

from purpose_coach.playbooks.book import Play, Playbook
from purpose_coach.playbooks.seeking import sought
from purpose_coach.relevance.bm25 import Weighted
from purpose_coach.relevance.port import Relevance
from purpose_coach.relevance.words import root, words_of
from purpose_coach.rows import Row, Said

__all__ = ["ANY", "BOOK", "CLOSE", "Customers", "Positioning", "ordinary", "placed"]

ANY: Final = "any-field"
"""The entry for a field that the playbook does not know."""
CLOSE: Final = 0.75
"""The share of the best entry's score from which a second field is spoken of as well."""


class Customers(Row):
    """A group of customers, in pieces that stand in any of the sentences."""

    who: Said
    """People or organisations in the plural, in lower case."""
    want: Said
    """What they want to do: stands after 'to' and after 'can'."""
    pain: Said
    """What they have now: stands after 'without', 'tired of' and 'instead of'."""
    when: Said
    """The occasion: a clause."""


class Positioning(Play):
    """A field of business."""

    name: Said
    phrases: Annotated[tuple[Said, ...], Field(alias="says")]
    """What businesses of the field say of themselves and sell; empty for the fallback."""
    groups: Annotated[tuple[Customers, ...], Field(min_length=4)]

    @property
    def says(self) -> Sequence[str]:
        """Its phrases."""
        return self.phrases

    @property
    def gist(self) -> str:
        """Its name."""
        return self.name


BOOK: Final = Playbook("positioning", Positioning)


def ordinary(plays: Sequence[Positioning]) -> frozenset[str]:
    """The roots of the words in which fields are described: these are no names."""
    return frozenset(root(word) for play in plays for text in play.phrases for word in words_of(text))


async def placed(
    plays: Sequence[Positioning], about: Sequence[Weighted], relevance: Relevance
) -> tuple[Positioning, ...]:
    """The field of a business and, where it is as close, a second one; the fallback where none is known."""
    known = [play for play in plays if play.phrases]
    found = await sought(known, about, relevance)
    best = found[0][1] if found else 0.0
    if best == 0.0:
        return tuple(play for play in plays if play.id == ANY)
    return tuple(play for play, score in found[:2] if score >= CLOSE * best)
