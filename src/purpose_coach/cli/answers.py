"""Any operation's result in the terminal: its answer, what it stands on, where it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from purpose_coach.cli.screen import text
from purpose_coach.cli.tables import alignment_answer, alignment_evidence
from purpose_coach.result import Outcome, Provenance

__all__ = ["answer", "explained", "origin", "readable"]

HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
SHORT = 50
"""Characters that stand beside their label, or in a cell of a table."""
COLUMNS = 5

ANSWERS: Mapping[str, Callable[[Any], RenderableType]] = {"alignment_check": alignment_answer}
"""Operations whose answer has a picture of its own; every other one is read out, key by key."""
EVIDENCE: Mapping[str, Callable[[Outcome], RenderableType]] = {
    "alignment_check": alignment_evidence,
    "alignment_explanation": alignment_evidence,
    "alignment_suggestions": alignment_evidence,
}


def answer(operation: str, result: Outcome) -> RenderableType:
    """The answer for a person."""
    picture = ANSWERS.get(operation)
    return picture(result) if picture else readable(result.body())


def explained(operation: str, result: Outcome) -> RenderableType:
    """What the answer stands on, and where it came from, in full."""
    rows = result.evidence_rows()
    picture = EVIDENCE.get(operation)
    evidence = picture(result) if picture else readable(list(rows))
    shown = (text("\nEvidence", "bold"), evidence) if rows else (text("\nNothing was judged.", "dim"),)
    return Group(*shown, origin(result), Padding(readable(_facts(result.provenance)), (0, 2)))


def origin(result: Outcome) -> RenderableType:
    """What a reader should know about the answer, and who gave it."""
    warnings = [text(f"Note: {warning}", "dark_orange3") for warning in result.warnings]
    origin = result.provenance
    who = f"Answered by {origin.model}" if origin.model else "Answered without a model"
    return Group(text(""), *warnings, text(f"{who} in {origin.latency:.2f} s.", "dim"))


def _facts(origin: Provenance) -> dict[str, Any]:
    """The provenance as label and value; of what does not apply nothing is said."""
    usage = origin.usage
    price = "unknown" if usage.cost is None else f"${usage.cost:.6f}"
    asked = {
        "model": origin.model,
        "prompt": origin.prompt,
        "calls": origin.calls,
        "repairs": origin.repairs,
        "tokens": f"{usage.input} in ({usage.cached} of them cached), {usage.output} out",
        "price": price,
    }
    every = {
        "operation": origin.operation,
        "source": origin.source,
        **(asked if origin.model else {}),
        "latency": f"{origin.latency:.3f} s",
        "cached": origin.cached,
    }
    return {label: value for label, value in every.items() if value is not None}


def readable(value: object) -> RenderableType:
    """Any JSON value, laid out for reading."""
    match value:
        case dict():
            return Group(*_entries(cast("dict[str, object]", value)))
        case list():
            items = cast("list[object]", value)
            return _records(items) if _is_table(items) else _listed(items)
        case _:
            return _scalar(value)


def _entries(fields: Mapping[str, object]) -> Iterator[RenderableType]:
    for name, value in fields.items():
        label = text(HUMP.sub(" ", name).capitalize(), "bold")
        if _is_nested(value) and value:
            yield label
            yield Padding(readable(value), (0, 0, 0, 2))
        elif _is_short(value):
            yield Text.assemble(label, "  ", _scalar(value))
        else:
            yield label
            yield _scalar(value)


def _listed(items: Sequence[object]) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for number, item in enumerate(items, 1):
        grid.add_row(f"{number}." if _is_nested(item) else "•", readable(item))
    return grid


def _is_table(items: Sequence[object]) -> bool:
    """Whether these are objects of the same few keys, each with a short value."""
    rows = [cast("dict[str, object]", item) for item in items if isinstance(item, dict)]
    return (
        len(rows) == len(items) > 1
        and all(list(row) == list(rows[0]) for row in rows)
        and 0 < len(rows[0]) <= COLUMNS
        and all(_is_short(value) for row in rows for value in row.values())
    )


def _records(items: Sequence[object]) -> Table:
    rows = [cast("dict[str, object]", item) for item in items]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in rows[0]:
        table.add_column(text(HUMP.sub(" ", name).capitalize()), overflow="fold")
    for row in rows:
        table.add_row(*(_scalar(value) for value in row.values()))
    return table


def _is_short(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= SHORT and "\n" not in value
    return not _is_nested(value) or not value


def _is_nested(value: object) -> bool:
    return isinstance(value, dict | list)


def _scalar(value: object) -> Text:
    match value:
        case None:
            return text("not known", "dim")
        case bool():
            return text("yes" if value else "no")
        case dict() | list():
            return text("none", "dim")
        case _:
            return text(str(value))
