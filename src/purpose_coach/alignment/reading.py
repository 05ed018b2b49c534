"""A judged table: a level in every cell, what it stands on, and the scores that follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from attrs import frozen

from purpose_coach.alignment.score import NEUTRAL, Levels, Scores, score
from purpose_coach.alignment.table import Row, RowKind, Table
from purpose_coach.grounding import blank, fold, instructs

__all__ = ["Cell", "Reading", "WhatIf"]


@frozen
class Cell:
    """One judgement: a level, and the words of both texts that it stands on, verbatim."""

    level: int = NEUTRAL
    row_quote: str = ""
    column_quote: str = ""
    strength: float = 0.0
    """How near the two texts are, 0 to 1, where that was measured."""


@frozen
class WhatIf:
    """The score that a change would give, and the points that it would win or lose."""

    score: int
    points: int


@frozen
class Reading:
    """The table with its cells (row by row, in column order) and one reason a row."""

    table: Table
    cells: tuple[tuple[Cell, ...], ...]
    whys: tuple[str, ...]
    unaided: bool
    unproven: tuple[tuple[int, int], ...] = ()
    """Cells, as (row, column), that count as unrelated because no quote could be verified."""

    @cached_property
    def scores(self) -> Scores:
        """The scores of the table."""
        return self.scored(zip(self.table.rows, self.levels, strict=True))

    @cached_property
    def levels(self) -> tuple[tuple[int, ...], ...]:
        """The bare levels, row by row."""
        return tuple(tuple(cell.level for cell in row) for row in self.cells)

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """One JSON-ready entry a cell: row, column, level, the quotes of both, the row's reason."""
        return [
            {
                "row": {"kind": row.kind, "text": row.text},
                "column": {"kind": column.kind, "text": column.text},
                "level": cell.level,
                "goalQuote": cell.row_quote,
                "foundationQuote": cell.column_quote,
                "reason": why,
            }
            for row, cells, why in zip(self.table.rows, self.cells, self.whys, strict=True)
            for column, cell in zip(self.table.columns, cells, strict=True)
        ]

    @property
    def shown(self) -> dict[str, Any]:
        """The table as a prompt shows it: each text once, and the words that levels stand on."""
        rows = zip(self.table.rows, self.levels, self.whys, strict=True)
        return {
            "columns": [{"kind": column.kind, "text": column.text} for column in self.table.columns],
            "rows": [
                {"kind": row.kind, "text": row.text, "levels": levels, "reason": why}
                for row, levels, why in rows
            ],
            "quotes": sorted(self._quotes()),
        }

    def _quotes(self) -> set[str]:
        """Parts of long texts; a text that is its own quote stands in the table already."""
        cells = [cell for row in self.cells for cell in row]
        whole = {row.text for row in self.table.rows} | {column.text for column in self.table.columns}
        return {quote for cell in cells for quote in (cell.row_quote, cell.column_quote)} - whole - {""}

    @property
    def warnings(self) -> tuple[str, ...]:
        """One sentence a cell whose level could not be kept."""
        return tuple(
            f"The model's level for {self.table.rows[row].kind} {row} against "
            f"{self.table.columns[column].kind} {column} stood on no verbatim quote and counts as "
            "unrelated."
            for row, column in self.unproven
        )

    @property
    def best(self) -> int:
        """The level that a clear support would be given: without a model nothing beyond related."""
        return 3 if self.unaided else 4

    def scored(self, rows: Iterable[tuple[Row, Sequence[int]]]) -> Scores:
        """The scores of other rows or levels against the same columns."""
        sorted_rows: dict[RowKind, list[Levels]] = {"intent": [], "strategy": [], "kpi": []}
        for row, levels in rows:
            sorted_rows[row.kind].append(self._levels(levels))
        (intent,) = sorted_rows["intent"]
        return score(intent, sorted_rows["strategy"], sorted_rows["kpi"])

    def points(self, row: int, column: int, level: int) -> int:
        """Points won if this cell had this level."""
        levels = list(self.levels[row])
        levels[column] = level
        return self._won(row, levels)

    def points_mended(self, row: int) -> int:
        """Points won if every conflict of this row were gone."""
        return self._won(row, [max(level, NEUTRAL) for level in self.levels[row]])

    def _won(self, row: int, levels: Sequence[int]) -> int:
        changed = [levels if here == row else given for here, given in enumerate(self.levels)]
        return self.scored(zip(self.table.rows, changed, strict=True)).total - self.scores.total

    def points_of(self, added: Row, levels: Sequence[int]) -> int:
        """Points won by one more row with these levels; one that a table leaves out wins none."""
        if blank(added.text) or instructs(added.text):
            return 0
        if any(row.kind == added.kind and fold(row.text) == fold(added.text) for row in self.table.rows):
            return 0
        rows = [*zip(self.table.rows, self.levels, strict=True), (added, tuple(levels))]
        return self.scored(rows).total - self.scores.total

    def alone(self, column: int, level: int) -> tuple[int, ...]:
        """Levels of a row that has `level` for one column and is unrelated to the others."""
        return tuple(level if here == column else NEUTRAL for here in range(len(self.table.columns)))

    def everywhere(self, level: int) -> tuple[int, ...]:
        """Levels of a row that has `level` for every column."""
        return (level,) * len(self.table.columns)

    @cached_property
    def _singles(self) -> tuple[bool, bool]:
        """Whether the first columns are a vision and a purpose; all others are values."""
        kinds = {column.kind for column in self.table.columns}
        return "vision" in kinds, "purpose" in kinds

    def _levels(self, levels: Sequence[int]) -> Levels:
        vision, purpose = self._singles
        return Levels(
            vision=levels[0] if vision else NEUTRAL,
            purpose=levels[vision] if purpose else NEUTRAL,
            values=tuple(levels[vision + purpose :]),
        )
