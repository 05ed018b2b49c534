"""Levels in people's own words: four of priority and impact, three of effort.

Trackers name them in many ways; what no table knows is read as medium, and said to be a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, TypeAlias, TypeVar

from purpose_coach.amounts import span
from purpose_coach.grounding import fold

__all__ = ["LEVELS", "Level", "closed", "effort", "level", "raised"]

Level: TypeAlias = Literal["low", "medium", "high", "critical"]

T = TypeVar("T")

LEVELS: Final[tuple[Level, ...]] = ("low", "medium", "high", "critical")

_LEVELS: Mapping[Level, str] = {
    "critical": "critical crit urgent blocker blocking highest severe severity1 p0 sev0 sev1 emergency"
    " showstopper immediate asap vital essential must 4",
    "high": "high hi major important significant large big substantial p1 sev2 elevated strong should 3",
    "medium": "medium med mid moderate normal standard average regular default p2 sev3 could 2",
    "low": "low lo minor minimal trivial small little lowest negligible p3 p4 p5 sev4 backlog optional"
    " someday won't 1",
}
_EFFORTS: Mapping[int, str] = {
    1: "low lo small s xs tiny easy trivial quick minimal simple light little hours 1 minor",
    2: "medium med mid m moderate average normal standard 2 days",
    3: "high hi large l xl xxl huge big hard heavy complex major significant substantial 3 months weeks",
}
_NOT = re.compile(r"\b(?:not|no|non|isn't|never)\b")
_CLOSED = frozenset({"done", "complete", "completed", "closed", "finished", "resolved"}) | frozenset(
    {"cancelled", "canceled", "archived", "abandoned", "dropped"}
)
DAYS = 2.0, 14.0
"""Calendar days up to which an effort given as a length of time is small, or medium."""


def level(text: str) -> Level | None:
    """The level that the words say, the first that is known; None where none is.

    >>> level("P1 - Major"), level("Nice-to-have"), level("Not urgent"), level("purple")
    ('high', 'low', 'low', None)
    """
    folded = fold(text).replace("nice to have", "optional").replace("nice-to-have", "optional")
    found = next(_known(_words(folded), _LEVELS), None)
    return "low" if found in {"critical", "high"} and _NOT.search(folded) else found


def effort(text: str) -> int | None:
    """1 small, 2 medium, 3 large; a length of time is read as one of them; None where nothing is known.

    >>> effort("Low"), effort("XL"), effort("about 3 days"), effort("6 weeks"), effort("?")
    (1, 3, 2, 3, None)
    """
    if (length := span(text)) is not None:
        return 1 + sum(length.high > days for days in DAYS)
    return next(_known(_words(fold(text)), _EFFORTS), None)


def closed(status: str) -> bool:
    """Whether nothing is left to do: done, or given up.

    >>> closed("Completed"), closed("not done"), closed("in_progress")
    (True, False, False)
    """
    folded = fold(status)
    return not _NOT.search(folded) and not _CLOSED.isdisjoint(_words(folded))


def raised(one: Level, by: int) -> Level:
    """The level so many steps higher (lower, if negative), within the scale."""
    return LEVELS[max(0, min(len(LEVELS) - 1, LEVELS.index(one) + by))]


def _words(folded: str) -> list[str]:
    return re.findall(r"[a-z']+\d?|\d+", folded.replace("_", " "))


def _known(words: Iterable[str], table: Mapping[T, str]) -> Iterator[T]:
    for word in words:
        yield from (name for name, known in table.items() if word in known.split())
