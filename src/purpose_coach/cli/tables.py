"""Results as tables for a terminal of eighty columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid

from purpose_coach.alignment.reading import Cell, Reading
from purpose_coach.alignment.score import NEUTRAL
from purpose_coach.alignment.table import Column, RowKind
from purpose_coach.cli.screen import shown, text
from purpose_coach.operations.alignment_check import AlignmentCheck
from purpose_coach.result import Outcome

__all__ = ["alignment_answer", "alignment_evidence", "alignment_table"]

SIGNS = ("✗", "▽", "·", "△", "▲", "★")
STYLES = ("bold dark_orange3", "dark_orange3", "dim", "cyan", "bold cyan", "bold white on blue")
MEANINGS = ("contradicts", "in tension", "unrelated", "indirect support", "clear support", "direct support")
UNAIDED = {2: "no relation seen", 3: "related"}
PARTS = {"intent": "goal", "strategy": "strategy", "kpi": "KPI"}


def alignment_table(result: AlignmentCheck) -> RenderableType:
    """What the goal is held against, a sign in every cell, and the words that the signs stand on."""
    reading = result.reading
    labels = list(_labels(reading.table.columns))
    return Group(_columns(reading, labels), _cells(reading, labels), _legend(reading), _scores(reading))


def alignment_answer(result: AlignmentCheck) -> RenderableType:
    """The table, and what the check says about it."""
    suggestions = Grid.grid(padding=(0, 1))
    suggestions.add_column(no_wrap=True)
    suggestions.add_column(overflow="fold")
    for suggestion in result.suggestions:
        suggestions.add_row("•", text(suggestion))
    raising = (text("\nWhat would raise it", "bold"), suggestions) if result.suggestions else ()
    return Group(alignment_table(result), text(result.explanation), *raising)


def alignment_evidence(result: Outcome) -> RenderableType:
    """Row by row of the goal: each judged relation with the words of both sides, then its reason."""
    meant = UNAIDED if result.provenance.source == "unaided" else dict(enumerate(MEANINGS))
    parts: list[RenderableType] = []
    for row, found in groupby(result.evidence_rows(), key=lambda cell: cell["row"]):
        cells = list(found)
        parts += [_heading(row["kind"], row["text"])]
        if any(cell["level"] != NEUTRAL for cell in cells):
            parts += [Padding(_related(cells, meant), (0, 0, 0, 2))]
        if unrelated := [_named(cell["column"]) for cell in cells if cell["level"] == NEUTRAL]:
            parts += [
                Padding(f"[dim]{SIGNS[NEUTRAL]} {meant[NEUTRAL]}:[/] {'; '.join(unrelated)}", (0, 0, 0, 2))
            ]
        parts += [Padding(text(f"{cells[0]['reason']}\n".lstrip()), (0, 0, 0, 2))]
    return Group(*parts)


def _related(cells: Sequence[Mapping[str, Any]], meant: Mapping[int, str]) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("level", "against", "words of the goal", "words of the foundation"):
        grid.add_column(name, overflow="fold")
    for cell in cells:
        level = cell["level"]
        if level != NEUTRAL:
            sign = f"[{STYLES[level]}]{SIGNS[level]}[/] {meant.get(level, level)}"
            grid.add_row(
                sign, _named(cell["column"]), shown(cell["goalQuote"]), shown(cell["foundationQuote"])
            )
    return grid


def _named(column: Mapping[str, str]) -> str:
    return f"[italic]{column['kind']}[/italic] {shown(column['text'])}"


def _heading(kind: RowKind, words: str) -> str:
    return f"[italic]{PARTS[kind]}[/italic] [bold]{shown(words)}[/bold]"


def _labels(columns: tuple[Column, ...]) -> Iterator[str]:
    """V for the vision, P for the purpose, numbers for the core values."""
    value = 0
    for column in columns:
        value += column.kind == "value"
        yield str(value) if column.kind == "value" else column.kind[0].upper()


def _columns(reading: Reading, labels: list[str]) -> Grid:
    grid = Grid(box=None, show_header=False, padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for label, column in zip(labels, reading.table.columns, strict=True):
        grid.add_row(f"[bold]{label}[/bold]", f"[italic]{column.kind}[/italic]", shown(column.text))
    return grid


def _cells(reading: Reading, labels: list[str]) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, padding=(0, 1))
    grid.add_column("")
    grid.add_column("", ratio=3, overflow="fold")
    for label in labels:
        grid.add_column(label, justify="center", no_wrap=True)
    grid.add_column("stands on", ratio=2, overflow="fold", style="dim")
    rows = zip(reading.table.rows, reading.cells, reading.whys, strict=True)
    for row, cells, why in rows:
        signs = [f"[{STYLES[cell.level]}]{SIGNS[cell.level]}[/]" for cell in cells]
        kind = f"[italic]{PARTS[row.kind]}[/italic]"
        grid.add_row(kind, shown(row.text), *signs, shown(why or _words(cells)))
    return grid


def _words(cells: tuple[Cell, ...]) -> str:
    """The words of the foundation that the row's strongest cell stands on."""
    strongest = max(cells, key=lambda cell: (abs(cell.level - 2), cell.strength))
    return f"“{strongest.column_quote}”" if strongest.column_quote else ""


def _legend(reading: Reading) -> str:
    meant = UNAIDED if reading.unaided else dict(enumerate(MEANINGS))
    return "   ".join(f"[{STYLES[level]}]{SIGNS[level]}[/] {said}" for level, said in meant.items())


def _scores(reading: Reading) -> str:
    scores = reading.scores
    return (
        f"[bold]Alignment {scores.total}[/bold] of 100 = intent {scores.intent}, strategies "
        f"{scores.strategies}, KPIs {scores.kpis} = vision {scores.vision}, purpose {scores.purpose}, "
        f"values {scores.values}\n"
    )
