"""Text to token numbers as BERT's uncased WordPiece does it, in plain Python.

The vocabulary, `vocab.txt` beside this file, is Google's bert-base-uncased (Apache-2.0). Plain
Python because the package `tokenizers` would add 12 MB and huggingface_hub, a network client, to win
some 30 microseconds a text. One difference is meant: "[SEP]" in a text is text, no control token.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from attrs import frozen

__all__ = ["LONGEST_WORD", "WordPiece", "split"]

LONGEST_WORD = 100
"""Characters; a longer word is unknown, as in BERT."""

_CJK = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)
_DROPPED = ("Cc", "Cf", "Co", "Cs")
_ASCII_SIGNS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@frozen
class WordPiece:
    """Cuts words into the longest known pieces, from the left."""

    numbers: Mapping[str, int]

    @classmethod
    @cache
    def shipped(cls) -> WordPiece:
        """The one whose vocabulary lies beside this file."""
        text = resources.files(__name__.rpartition(".")[0]).joinpath("vocab.txt").read_text(encoding="utf-8")
        return cls({piece: number for number, piece in enumerate(text.removesuffix("\n").split("\n"))})

    def encode(self, text: str, limit: int) -> list[int]:
        """At most `limit` token numbers, the opening [CLS] and the closing [SEP] among them."""
        pieces: list[int] = []
        for word in split(text):
            pieces += self._pieces(word)
            if len(pieces) >= limit:
                break
        return [self.numbers["[CLS]"], *pieces[: limit - 2], self.numbers["[SEP]"]]

    def _pieces(self, word: str) -> list[int]:
        if len(word) > LONGEST_WORD:
            return [self.numbers["[UNK]"]]
        found: list[int] = []
        start = 0
        while start < len(word):
            end, number = self._longest(word, start)
            if number is None:
                return [self.numbers["[UNK]"]]
            found.append(number)
            start = end
        return found

    def _longest(self, word: str, start: int) -> tuple[int, int | None]:
        mark = "##" if start else ""
        for end in range(len(word), start, -1):
            number = self.numbers.get(mark + word[start:end])
            if number is not None:
                return end, number
        return start, None


def split(text: str) -> list[str]:
    """Lower-case words without accents; every punctuation mark and CJK character is its own word."""
    spaced = "".join(_spaced(text))
    bare = "".join(c for c in unicodedata.normalize("NFD", spaced) if unicodedata.category(c) != "Mn")
    # Character by character: str.lower() would turn a closing sigma into another letter.
    lower = "".join(character.lower() for character in bare)
    return "".join(f" {c} " if _is_sign(c) else c for c in lower).split()


def _spaced(text: str) -> Iterator[str]:
    for character in text:
        if character in "\t\n\r" or (character.isspace() and unicodedata.category(character) != "Cc"):
            yield " "
        elif unicodedata.category(character) in _DROPPED or character == "\ufffd":
            continue
        elif any(low <= ord(character) <= high for low, high in _CJK):
            yield f" {character} "
        else:
            yield character


def _is_sign(character: str) -> bool:
    return character in _ASCII_SIGNS or unicodedata.category(character)[0] == "P"
