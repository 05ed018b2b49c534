"""From anchored levels to scores: one table, its two margins, and their mean.

Rows are the goal's intent, its strategies and its KPIs; columns are vision, purpose and the core
values. Because component scores and breakdown are the margins of the same table, a score never
disagrees with what is shown beside it. `docs/trust.md` states the laws; tests hold them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

__all__ = ["NEUTRAL", "Levels", "Scores", "aggregate", "score"]

NEUTRAL = 2
"""The level of what is unrelated, absent or blank."""

POINTS = 20
"""Points a level: 5 levels make 100."""


@frozen
class Levels:
    """One row's levels: 0 contradicts, 1 tension, 2 unrelated, 3 indirect, 4 clear, 5 direct support."""

    vision: int = NEUTRAL
    purpose: int = NEUTRAL
    values: tuple[int, ...] = ()

    @property
    def cells(self) -> tuple[int, int, int]:
        """The row as the table shows it: vision, purpose, all core values together."""
        return self.vision, self.purpose, aggregate(self.values)


@frozen
class Scores:
    """All scores of a table, whole points from 0 to 100."""

    intent: int
    strategies: int
    kpis: int
    vision: int
    purpose: int
    values: int
    total: int


def aggregate(levels: Iterable[int]) -> int:
    """Strongest support, less what conflicts: one level for tension, two for contradiction.

    Not a mean (a good strategy beside a better one would cost points) and not a noisy-or (saying a
    thing twice would win some).

    >>> [aggregate(levels) for levels in ((), (5, 2), (5, 1), (5, 0), (1, 0), (3, 3))]
    [2, 5, 4, 3, 0, 3]
    """
    known = tuple(levels)
    if not known:
        return NEUTRAL
    low, high = min(known), max(known)
    return low if high < NEUTRAL else high - max(0, NEUTRAL - low)


def score(intent: Levels, strategies: Sequence[Levels], kpis: Sequence[Levels]) -> Scores:
    """The table's scores.

    >>> score(Levels(5, 4, (3, 2)), [Levels(4, 4, (2,))], [])
    Scores(intent=80, strategies=67, kpis=40, vision=73, purpose=67, values=47, total=62)
    """
    table = (intent.cells, _together(strategies), _together(kpis))
    goal, plans, measures = (_mean(row) for row in table)
    vision, purpose, values = (_mean(column) for column in zip(*table, strict=True))
    total = _third(goal + plans + measures)
    return Scores(goal, plans, measures, vision, purpose, values, total)


def _together(rows: Sequence[Levels]) -> tuple[int, int, int]:
    vision, purpose, values = zip(*(row.cells for row in rows), strict=True) if rows else ((), (), ())
    return aggregate(vision), aggregate(purpose), aggregate(values)


def _mean(levels: Sequence[int]) -> int:
    return _third(POINTS * sum(levels))


def _third(total: int) -> int:
    """A third, rounded to the nearest whole point; thirds have no ties."""
    return (2 * total + 3) // 6
