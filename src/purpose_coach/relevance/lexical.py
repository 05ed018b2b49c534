"""Relevance by words: two texts are related when they share a word that says something.

No model and no statistics of the request: what a word weighs stands in `words`, which words belong to
one topic in `topics`, what the names of common values mean in `values`. Blind to every other likeness
of meaning, and English: words of other languages are compared letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache

from attrs import frozen

from purpose_coach.relevance.port import Relation
from purpose_coach.relevance.topics import kin
from purpose_coach.relevance.values import meaning
from purpose_coach.relevance.words import SPECIFIC, root, weights, words_of

__all__ = ["LONGEST_QUOTE", "MOST_PLACES", "Lexical"]

LONGEST_QUOTE = 12
"""Words; a text of at most so many is quoted whole."""

MOST_PLACES = 32
"""Shared words, from the start of a long text, among which its quote is sought."""

_TRAILING = " \t\n\r,.;:"


@frozen
class _Piece:
    """A stretch of text without white space, and the roots of the words in it."""

    start: int
    end: int
    roots: frozenset[str]


@frozen
class _Reading:
    """What a text says: the weight of each root in it, and what else those bring to mind."""

    text: str
    pieces: tuple[_Piece, ...]
    own: Mapping[str, int]
    hinted: Mapping[str, str]
    """A root that does not stand in the text, to the root in it that brings it to mind."""

    @property
    def total(self) -> int:
        return sum(self.own.values())


@frozen
class Lexical:
    """Related: one shared specific word, three generic ones, or all that the lighter text says.

    The last clause lets a value of generic words ('Customers first') relate to a text about customers.
    Strength is w / (w + 3), w the shared weight: one specific word 0.5, three 0.75.
    """

    name: str = "lexical-1"

    async def relate(self, lefts: Sequence[str], rights: Sequence[str]) -> tuple[tuple[Relation, ...], ...]:
        """One row a left text, one relation a right text."""
        columns = [_read(right) for right in rights]
        return tuple(tuple(_relation(_read(left), column) for column in columns) for left in lefts)


def _relation(left: _Reading, right: _Reading) -> Relation:
    same = left.own.keys() & right.own.keys()
    to_left = left.own.keys() & right.hinted.keys()
    to_right = right.own.keys() & left.hinted.keys()
    shared = _sum(left, same) + max(_sum(left, to_left), _sum(right, to_right))
    if shared == 0 or shared < min(SPECIFIC, left.total, right.total):
        return Relation(related=False, strength=_strength(shared))
    return Relation(
        related=True,
        strength=_strength(shared),
        left=_quote(left, same | to_left | {left.hinted[word] for word in to_right}),
        right=_quote(right, same | to_right | {right.hinted[word] for word in to_left}),
    )


def _sum(reading: _Reading, roots: Set[str]) -> int:
    return sum(reading.own[word] for word in roots)


def _strength(shared: int) -> float:
    return shared / (shared + SPECIFIC)


@lru_cache(maxsize=4096)
def _read(text: str) -> _Reading:
    pieces = tuple(
        _Piece(*found.span(), frozenset(root(word) for word in words_of(found.group())))
        for found in re.finditer(r"\S+", text)
    )
    own = weights(words_of(text))
    return _Reading(text, pieces, own, {word: by for word, by in _hints(text, own) if word not in own})


def _hints(text: str, own: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Words of the same topic, and what a value named in the text means."""
    for by in own:
        yield from ((word, by) for word in kin(by))
    for by, words in meaning(text).items():
        yield from ((word, by) for word in weights(words_of(words)))


def _quote(reading: _Reading, roots: Set[str]) -> str:
    """The shortest part that holds most of the weight of `roots`, at most LONGEST_QUOTE words."""
    pieces = reading.pieces
    if len(pieces) <= LONGEST_QUOTE:
        return reading.text.strip()
    starts = [at for at, piece in enumerate(pieces) if piece.roots & roots][:MOST_PLACES]
    spans = (
        (start, end)
        for at, start in enumerate(starts)
        for end in starts[at : at + LONGEST_QUOTE]
        if end - start < LONGEST_QUOTE
    )

    def worth(span: tuple[int, int]) -> tuple[int, int]:
        held = frozenset[str]().union(*(piece.roots for piece in pieces[span[0] : span[1] + 1]))
        return sum(reading.own[word] for word in held & roots), span[0] - span[1]

    first, last = max(spans, key=worth)
    return reading.text[pieces[first].start : pieces[last].end].rstrip(_TRAILING)
