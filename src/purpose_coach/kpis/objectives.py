"""What businesses are after, in everyday words: the bridge from a goal to the KPIs that show it.

A goal seldom shares a word with the KPIs that a practitioner would choose ('machines that don't
stop' and OEE), but it sounds like others with the same objective. Our own list, general English.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from attrs import frozen

__all__ = ["Objective", "load"]


@frozen
class Objective:
    """One thing that goals are about."""

    id: str
    says: tuple[str, ...]
    """How people put it; what a goal's meaning is held against."""
    words: tuple[str, ...]
    """Further words of those who speak of it."""

    @property
    def text(self) -> str:
        """All that it is known by."""
        return "; ".join((self.id, *self.says, *self.words))


@cache
def load() -> tuple[Objective, ...]:
    """The objectives that ship, read on first use."""
    lines = Path(__file__).with_name("objectives.jsonl").read_text(encoding="utf-8").splitlines()
    rows = (json.loads(line) for line in lines)
    return tuple(Objective(row["id"], tuple(row["says"]), tuple(row["words"])) for row in rows)
