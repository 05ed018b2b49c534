"""What a model owes about a row, and how code holds it to the texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import WithJsonSchema

from purpose_coach.alignment.reading import Cell, Reading
from purpose_coach.alignment.score import NEUTRAL
from purpose_coach.alignment.table import Table
from purpose_coach.grounding import misquoted, quoted, unfit, words
from purpose_coach.operation import Objection
from purpose_coach.relevance.port import Relation
from purpose_coach.wire import Answer

__all__ = [
    "LONG",
    "AlignmentAnswer",
    "JudgedRow",
    "RowAnswer",
    "cleaned",
    "objections",
    "reading_of",
]

LONG = 12
"""Words up to which a text is its own quote."""
WHY = 20


Level = Annotated[int, WithJsonSchema({"enum": [0, 1, 2, 3, 4, 5], "type": "integer"})]


class RowAnswer(Answer):
    """The judgement of one row: a level a column, in column order."""

    row: int
    levels: tuple[Level, ...]
    quotes: tuple[str, ...]
    why: str


class JudgedRow(RowAnswer):
    """A row as it is remembered; `unproven` columns count as unrelated, for want of a true quote."""

    unproven: tuple[int, ...] = ()


class AlignmentAnswer(Answer):
    """One judgement for every row that was asked about."""

    rows: tuple[RowAnswer, ...]


def objections(table: Table, asked: Sequence[int], answer: AlignmentAnswer) -> Iterator[Objection]:
    """Every asked row once, levels for every column, true quotes, plain reasons."""
    given = [judged.row for judged in answer.rows]
    for row in asked:
        if given.count(row) != 1:
            yield Objection(f"row {row} must be judged exactly once", ("rows",))
    for judged in answer.rows:
        if judged.row not in asked:
            yield Objection(f"there is no row {judged.row} to judge", ("rows",))
        elif len(judged.levels) != len(table.columns):
            columns = len(table.columns)
            yield Objection(f"row {judged.row}: give {columns} levels, one a column", ("rows",))
        else:
            yield from _cells(table, judged)
            yield from _reason(table, judged)


def _cells(table: Table, judged: RowAnswer) -> Iterator[Objection]:
    row = table.rows[judged.row]
    for number, quote in enumerate(judged.quotes):
        if not any(quoted(text, quote) for text in (row.text, *(c.text for c in table.columns))):
            said = f"row {judged.row}: quote {number + 1} is not verbatim in the row or in a column"
            yield Objection(said, ("quote", judged.row, number))
    for number, (column, level) in enumerate(zip(table.columns, judged.levels, strict=True)):
        where = f"row {judged.row}, column {number}"
        if not 0 <= level <= 5:
            yield Objection(f"{where}: a level is 0 to 5", ("cell", judged.row, number))
        elif level != NEUTRAL:
            for part, text in (("row", row.text), ("column", column.text)):
                if not _stands_on(text, judged.quotes):
                    said = f"{where}: level {level} needs a verbatim quote from the long {part}"
                    yield Objection(said, ("cell", judged.row, number))


def _stands_on(text: str, quotes: Sequence[str]) -> str:
    """The words of `text` that a level stands on: all of a short text, of a long one a true quote."""
    if words(text) <= LONG:
        return text
    return next((found for quote in quotes if (found := quoted(text, quote))), "")


def _reason(table: Table, judged: RowAnswer) -> Iterator[Objection]:
    texts = (table.rows[judged.row].text, *(column.text for column in table.columns))
    wanted = not isinstance(judged, JudgedRow) and any(level != NEUTRAL for level in judged.levels)
    if judged.why or wanted:  # a row whose unfit reason was taken away stands without one
        for reason in (*unfit(judged.why, "\n".join(texts), WHY), *misquoted(judged.why, texts)):
            yield Objection(f"row {judged.row}: mend the why: {reason}", ("why", judged.row))


def cleaned(answer: AlignmentAnswer, objected: Sequence[Objection]) -> AlignmentAnswer | None:
    """Without false quotes and unfit reasons; cells that lose their quote count as unrelated.

    None when rows are missing, foreign or of the wrong width: then there is no table.
    """
    places = {objection.at for objection in objected}
    if ("rows",) in places:
        return None
    return AlignmentAnswer(rows=tuple(_cleaned(judged, places) for judged in answer.rows))


def _cleaned(judged: RowAnswer, places: set[tuple[int | str, ...]]) -> JudgedRow:
    row = judged.row
    lost = tuple(c for c in range(len(judged.levels)) if ("cell", row, c) in places)
    levels = tuple(NEUTRAL if c in lost else level for c, level in enumerate(judged.levels))
    return JudgedRow(
        row=row,
        levels=levels,
        quotes=tuple(q for n, q in enumerate(judged.quotes) if ("quote", row, n) not in places),
        why="" if ("why", row) in places else judged.why,
        unproven=lost,
    )


def reading_of(
    table: Table,
    rows: Mapping[int, RowAnswer],
    relations: Sequence[Sequence[Relation]] = (),
) -> Reading:
    """The judged table; the words behind a level come from `relations` where no model judged."""
    judged = [rows[number] for number in range(len(table.rows))]
    return Reading(
        table=table,
        cells=tuple(
            _related(row, relations[row.row]) if relations else _judged(table, row) for row in judged
        ),
        whys=tuple(row.why for row in judged),
        unaided=bool(relations),
        unproven=tuple(
            (row.row, column) for row in judged if isinstance(row, JudgedRow) for column in row.unproven
        ),
    )


def _related(judged: RowAnswer, relations: Sequence[Relation]) -> tuple[Cell, ...]:
    found = zip(judged.levels, relations, strict=True)
    return tuple(Cell(level, relation.left, relation.right, relation.strength) for level, relation in found)


def _judged(table: Table, judged: RowAnswer) -> tuple[Cell, ...]:
    row = table.rows[judged.row].text
    return tuple(
        Cell(level, _stands_on(row, judged.quotes), _stands_on(column.text, judged.quotes))
        if level != NEUTRAL
        else Cell()
        for level, column in zip(judged.levels, table.columns, strict=True)
    )
