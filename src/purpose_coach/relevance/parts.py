"""A long text in parts short enough to quote: verbatim, at most twelve words each."""

from __future__ import annotations

import re

__all__ = ["LONGEST", "SHORTEST", "parts"]

LONGEST, SHORTEST = 12, 4
"""Words of a part. A text of at most LONGEST is one part; below SHORTEST a clause says too little."""

MOST = 12
"""Parts of a text that are looked at: what a text is about stands in its beginning."""

_SIGNS = (",", ";", ":", ".", "!", "?", ")", "–", "—")
_OPENING = """
and or but so yet nor because since while when where whereas unless until although though that which
who whose with without by for to from instead through rather
"""
_OPENERS = frozenset(_OPENING.split())


def parts(text: str) -> tuple[str, ...]:
    """The whole of a short text, else its clauses, cut at signs and before opening words."""
    spans = [word.span() for word in re.finditer(r"\S+", text)]
    pieces: list[list[tuple[int, int]]] = []
    for start, end in spans:
        if not pieces or (len(spans) > LONGEST and _cut(text, pieces[-1], text[start:end])):
            pieces.append([])
        pieces[-1].append((start, end))
    if len(pieces) > 1 and len(pieces[-1]) == 1:  # a single word at the end says too little
        pieces[-1].insert(0, pieces[-2].pop())
    return tuple(text[piece[0][0] : piece[-1][1]] for piece in pieces[:MOST])


def _cut(text: str, piece: list[tuple[int, int]], word: str) -> bool:
    """Whether a new part begins with `word`, the next after `piece`."""
    if len(piece) < SHORTEST:
        return False
    opens = word.casefold() in _OPENERS
    return len(piece) == LONGEST or opens or text[slice(*piece[-1])].endswith(_SIGNS)
