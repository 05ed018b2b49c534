"""Chance that repeats: numbers that look random and follow from a text."""

from __future__ import annotations

from zlib import crc32

__all__ = ["Chance"]

MASK = (1 << 64) - 1


class Chance:
    """A linear congruential generator (Knuth's MMIX constants), the same on every machine and version."""

    def __init__(self, seed: str) -> None:
        self._state = (crc32(seed.encode()) << 32 | 1) & MASK
        for _ in range(4):
            self.below(2)

    def below(self, limit: int) -> int:
        """A number from 0 up to, and without, the limit."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) & MASK
        return ((self._state >> 33) * limit) >> 31
