"""The values playbook: what each value means, how it looks in behaviour, and where it is at home."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Annotated, Final

from pydantic import Field

from purpose_coach.playbooks.book import Play, Playbook
from purpose_coach.relevance.words import root, words_of
from purpose_coach.rows import Id, Said

__all__ = ["BOOK", "STARTERS", "Value", "fresh", "named_in"]

STARTERS: Final = ("honesty", "craft", "courage", "curiosity", "reliability", "care")
"""What is proposed first where nothing else decides: values that ask for a behaviour in any business."""


class Value(Play):
    """A value that a business may stand for."""

    name: Said
    meaning: Said
    looks_like: Said
    """What people do who have it, in the first person plural."""
    kin: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Values that overlap with it."""
    fits: Annotated[tuple[Said, ...], Field(min_length=1)]
    """Industries and themes in which it is at home."""
    expected: bool = False
    """Whether customers expect it of any business, so that it says little without a behaviour."""

    @property
    def says(self) -> Sequence[str]:
        """Name, themes and meaning."""
        return (self.name, *self.fits, self.meaning)

    @property
    def gist(self) -> str:
        """Its name and meaning."""
        return f"{self.name}: {self.meaning}"

    @cached_property
    def roots(self) -> frozenset[str]:
        """The roots of its name."""
        return frozenset(root(word) for word in words_of(self.name))


BOOK: Final = Playbook("values", Value)


def named_in(text: str, values: Iterable[Value]) -> tuple[Value, ...]:
    """The values that a text names: all words of the name stand in it, in any form."""
    said = frozenset(root(word) for word in words_of(text))
    return tuple(value for value in values if value.roots <= said)


def fresh(ranking: Iterable[Value], taken: Collection[Value], most: int) -> tuple[Value, ...]:
    """The first of a ranking that neither are taken nor overlap with what is taken or chosen before."""
    chosen: list[Value] = []
    for value in ranking:
        others = (*taken, *chosen)
        if len(chosen) < most and not any(_overlap(value, other) for other in others) and not value.expected:
            chosen.append(value)
    return tuple(chosen)


def _overlap(value: Value, other: Value) -> bool:
    return value.id == other.id or value.id in other.kin or other.id in value.kin
