"""An alignment table as HTML, for a notebook: a heat map with the quotes in it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from purpose_coach.alignment.reading import Cell, Reading
from purpose_coach.alignment.table import Column

__all__ = ["heat_map"]

# Distinguishable without seeing red and green apart: orange for conflict, grey, blue for support.
COLOURS = ("#e08214", "#fdb863", "#f0f0f0", "#d1e5f0", "#92c5de", "#4393c3")
STYLE = "border:1px solid #ccc;padding:4px 8px;text-align:left;vertical-align:top;color:#111"
MEANINGS = "0 contradicts, 1 tension, 2 unrelated, 3 indirect, 4 clear, 5 direct support"


def heat_map(reading: Reading) -> str:
    """One self-contained table: no script, no reference to anything outside."""
    scores = reading.scores
    head = "".join(
        _th(f"<i>{column.kind}</i><br>{escape(_short(column))}") for column in reading.table.columns
    )
    body = "".join(
        f"<tr>{_th(f'<i>{row.kind}</i><br>{escape(row.text)}')}{_tds(reading, row.text, cells)}"
        f'<td style="{STYLE};border:none"><small>{escape(why)}</small></td></tr>'
        for row, why, cells in zip(reading.table.rows, reading.whys, reading.cells, strict=True)
    )
    kind = "related or not, without a model" if reading.unaided else MEANINGS
    caption = (
        f"<b>Alignment {scores.total}</b> of 100: intent {scores.intent}, strategies "
        f"{scores.strategies}, KPIs {scores.kpis}; vision {scores.vision}, purpose {scores.purpose}, "
        f"values {scores.values}<br><small>Levels: {kind}</small>"
    )
    return (
        '<table style="border-collapse:collapse;font-size:13px">'
        f'<caption style="text-align:left;padding:4px">{caption}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _short(column: Column) -> str:
    return column.text if len(column.text) <= 120 else f"{column.text[:119]}…"


def _th(content: str) -> str:
    return f'<th style="{STYLE};font-weight:normal;max-width:16em">{content}</th>'


def _tds(reading: Reading, row: str, cells: Sequence[Cell]) -> str:
    columns = (column.text for column in reading.table.columns)
    return "".join(_td(cell, row, column) for cell, column in zip(cells, columns, strict=True))


def _td(cell: Cell, row: str, column: str) -> str:
    """A level, with the words that it stands on where they are not the whole text."""
    parts = [q for q, whole in ((cell.row_quote, row), (cell.column_quote, column)) if q not in {"", whole}]
    quotes = "<br>".join(f"“{escape(part)}”" for part in parts)
    return (
        f'<td style="{STYLE};background:{COLOURS[cell.level]}"><b>{cell.level}</b>'
        f"<br><small>{quotes}</small></td>"
    )
