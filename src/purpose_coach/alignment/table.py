"""The table of an alignment: which texts are its rows and columns, in one canonical order.

Blank texts and placeholders are left out, repetitions count once, and the order in which a client
sends strategies, KPIs or values does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from attrs import frozen

from purpose_coach.grounding import blank, fold, instructs, tidy

__all__ = ["Column", "Row", "Table", "table_of"]

ADDRESSED = "The goal's intent holds text that reads as an instruction to a model; it was judged as text."

RowKind = Literal["intent", "strategy", "kpi"]
ColumnKind = Literal["vision", "purpose", "value"]


@frozen
class Row:
    """One thing that is judged."""

    kind: RowKind
    text: str


@frozen
class Column:
    """One thing that it is judged against."""

    kind: ColumnKind
    text: str


@frozen
class Table:
    """Rows (intent first) and columns (vision, purpose, values), canonical."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    warnings: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of every row and column: what may be quoted."""
        return (*(row.text for row in self.rows), *(column.text for column in self.columns))

    def of(self, kind: RowKind) -> tuple[Row, ...]:
        """The rows of one kind."""
        return tuple(row for row in self.rows if row.kind == kind)

    def along(self, kind: ColumnKind) -> tuple[Column, ...]:
        """The columns of one kind."""
        return tuple(column for column in self.columns if column.kind == kind)


def table_of(
    intent: str,
    strategies: Iterable[str],
    kpis: Iterable[str],
    *,
    vision: str,
    purpose: str,
    values: Iterable[str],
) -> Table:
    """The canonical table of these texts; rows that speak to a model are left out, with a warning."""
    kpis = tuple(kpis)
    warnings = list(_unnamed(kpis))
    rows = (
        Row("intent", tidy(intent)),
        *(Row("strategy", text) for text in _judged(strategies, "strategy", warnings)),
        *(Row("kpi", text) for text in _judged(kpis, "KPI", warnings)),
    )
    columns: tuple[Column, ...] = (
        *(Column("vision", text) for text in _distinct([vision])),
        *(Column("purpose", text) for text in _distinct([purpose])),
        *(Column("value", text) for text in _distinct(values)),
    )
    if instructs(intent):
        warnings.append(ADDRESSED)
    return Table(rows, columns, tuple(warnings))


def _distinct(texts: Iterable[str]) -> list[str]:
    """Each text once, without blanks, in the order of its folded form."""
    kept: dict[str, str] = {}
    for text in texts:
        if not blank(text):
            key, shown = fold(text), tidy(text)
            kept[key] = min(shown, kept.get(key, shown))
    return [kept[key] for key in sorted(kept)]


def _unnamed(kpis: Iterable[str]) -> Iterator[str]:
    """A KPI without a name is somebody's KPI all the same: that it was left out is said."""
    if count := sum(blank(kpi) for kpi in kpis):
        yield f"{'A KPI has' if count == 1 else f'{count} KPIs have'} no name and {_was(count)} not judged."


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _judged(texts: Iterable[str], kind: str, warnings: list[str]) -> Sequence[str]:
    distinct = _distinct(texts)
    judged = [text for text in distinct if not instructs(text)]
    if left := len(distinct) - len(judged):
        what = f"A {kind} reads" if left == 1 else f"{left} {kind} entries read"
        warnings.append(f"{what} as an instruction to a model and {_was(left)} not judged.")
    return judged
