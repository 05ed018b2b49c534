"""The words of an alignment check, composed from its table: no second call, no disagreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from purpose_coach.alignment.reading import Reading
from purpose_coach.alignment.score import NEUTRAL
from purpose_coach.alignment.table import Column, Row
from purpose_coach.grounding import excerpt, fold

__all__ = ["Move", "detailed", "explanation", "moves", "named", "suggestions"]

LIMIT = 5000
MOST_MOVES = 5
ROWS = {"intent": "the goal", "strategy": "the strategy", "kpi": "the KPI"}
COLUMNS = {"vision": "the vision", "purpose": "the purpose", "value": "the core value"}
PLURALS = {"strategy": "strategies", "kpi": "KPIs"}
PARTS = {"vision": "vision", "purpose": "purpose", "value": "core values"}
VERBS = {
    0: "works against",
    1: "is in tension with",
    3: "indirectly supports",
    4: "clearly supports",
    5: "directly advances",
}
MENDED = {0: "works against", 1: "strains"}
NEW = {Row("strategy", "\0"): "add a strategy", Row("kpi", "\0"): "track a KPI"}
"""Rows that do not exist yet (no request can hold their text)."""
UNAIDED = (
    "This was measured without a model, by what the texts are about: it sees whether they are related, "
    "not whether one supports or works against the other, so every score stays between 40 and 60; "
    "direction needs a configured model."
)


def quote(text: str) -> str:
    """The text between quotation marks, cut to its first twelve words."""
    shown = excerpt(text)
    return f"“{shown}”" if shown == text else f"“{shown}” …"


def named(part: Row | Column) -> str:
    """A row or column as a sentence speaks of it."""
    if isinstance(part, Column):
        return f"{COLUMNS[part.kind]} {quote(part.text)}"
    return ROWS[part.kind] if part.kind == "intent" else f"{ROWS[part.kind]} {quote(part.text)}"


def explanation(reading: Reading) -> str:
    """What the score says and why, at most 5,000 characters, most important first."""
    text = ""
    for sentence in _sentences(reading):
        longer = f"{text} {sentence}".strip()
        if len(longer) > LIMIT:
            break
        text = longer
    return text


def detailed(reading: Reading) -> str:
    """The explanation in paragraphs: what was found, part by part, and what would change most."""
    scores = reading.scores
    parts = (
        f"By what it is held against: vision {scores.vision}, purpose {scores.purpose}, core values "
        f"{scores.values} of 100."
    )
    paragraphs = [explanation(reading), parts, " ".join(suggestions(reading))]
    return "\n\n".join(filter(None, paragraphs))[:LIMIT]


def _sentences(reading: Reading) -> Iterator[str]:
    yield from _missing(reading)
    scores = reading.scores
    yield (
        f"The alignment is {scores.total} of 100: intent {scores.intent}, strategies "
        f"{scores.strategies}, KPIs {scores.kpis}, where 40 means unrelated."
    )
    if reading.unaided:
        yield UNAIDED
    yield from _conflicts(reading)
    yield from _supports(reading)
    yield from _gaps(reading)


def _missing(reading: Reading) -> Iterator[str]:
    """The first sentence where there is nothing beside the intent, and what is not filled in."""
    if len(reading.table.rows) == 1:
        worth = [reading.points_of(new, reading.everywhere(reading.best)) for new in NEW]
        how = "one related to all of the foundation" if reading.unaided else "one in clear support of it all"
        yield (
            "The goal has no strategies and no KPIs yet, which count as unrelated: a first strategy, "
            f"{how}, would add {worth[0]} points, and such a first KPI {worth[1]}."
        )
    elif absent := PLURALS.keys() - {row.kind for row in reading.table.rows}:
        yield f"The goal has no {PLURALS[absent.pop()]} yet, which counts as unrelated."
    kinds = {column.kind for column in reading.table.columns}
    if blank := [named for kind, named in PARTS.items() if kind not in kinds]:
        yield f"Not filled in, and so counted as unrelated: {listed(blank)}."


def _conflicts(reading: Reading) -> Iterator[str]:
    for row, why, cells in _rows(reading):
        said = [
            f"{VERBS[level]} {listed(against)}"
            for level in (0, 1)
            if (against := [named(column) for column, cell in cells if cell == level])
        ]
        if said:
            yield _because(f"{_upper(named(row))} {listed(said)}", why)


def _supports(reading: Reading) -> Iterator[str]:
    """Each row that relates to something, the strongest first."""
    ranked = sorted(_rows(reading), key=lambda found: -max(level for _, level in found[2]))
    for row, why, cells in ranked:
        top = max(level for _, level in cells)
        if top > NEUTRAL:
            toward = [column for column, level in cells if level == top]
            if reading.unaided:
                yield _related(reading, row, toward)
            elif not any(level < NEUTRAL for _, level in cells):
                yield _because(f"{_upper(named(row))} {VERBS[top]} {listed(map(named, toward))}", why)


def _related(reading: Reading, row: Row, toward: Sequence[Column]) -> str:
    """What relates to what, by the words of both."""
    cells = reading.cells[reading.table.rows.index(row)]
    found = [(column, cells[reading.table.columns.index(column)]) for column in toward]
    said = [
        f"{COLUMNS[column.kind]} {quote(cell.column_quote)}"
        + ("" if fold(cell.row_quote) == fold(row.text) else f" by {quote(cell.row_quote)}")
        for column, cell in found
    ]
    return f"{_upper(named(row))} relates to {listed(said)}."


def _gaps(reading: Reading) -> Iterator[str]:
    columns = [
        named(column)
        for column, levels in zip(reading.table.columns, zip(*reading.levels, strict=True), strict=True)
        if max(levels) <= NEUTRAL
    ]
    rows = [
        named(row)
        for row, levels in zip(reading.table.rows, reading.levels, strict=True)
        if set(levels) == {NEUTRAL}
    ]
    verb = "relates to" if reading.unaided else "supports"
    if columns:
        yield f"Nothing yet {verb} {listed(columns, 'or')}."
    if rows:
        yield f"Nothing in the foundation is related to {listed(rows, 'or')}."


def _rows(reading: Reading) -> Iterator[tuple[Row, str, list[tuple[Column, int]]]]:
    for row, why, levels in zip(reading.table.rows, reading.whys, reading.levels, strict=True):
        yield row, why, list(zip(reading.table.columns, levels, strict=True))


@frozen
class Move:
    """A change to the goal, and the points that it would win, computed."""

    points: int
    task: str

    def worded(self, wording: str | None = None) -> str:
        """The task in these words, or in code's own, with its points."""
        worth = "1 point" if self.points == 1 else f"{self.points} points"
        return f"{(wording or self.task).rstrip('.')} (worth {worth})."


def suggestions(reading: Reading) -> tuple[str, ...]:
    """The changes that win most, at most five, in words; none that wins nothing."""
    return tuple(move.worded() for move in moves(reading))


def moves(reading: Reading) -> tuple[Move, ...]:
    """The changes that win most, at most five; conflicts first where the points are equal."""
    found = [move for move in (*_mends(reading), *_additions(reading)) if move.points > 0]
    return tuple(sorted(found, key=lambda move: -move.points)[:MOST_MOVES])


def _mends(reading: Reading) -> Iterator[Move]:
    """For each row that conflicts, the row without its conflicts."""
    for number, (row, _, cells) in enumerate(_rows(reading)):
        said = [
            f"{verb} {listed(against)}"
            for level, verb in MENDED.items()
            if (against := [named(column) for column, cell in cells if cell == level])
        ]
        if said:
            task = f"Rework {named(row)} so that it no longer {listed(said, 'or')}"
            yield Move(reading.points_mended(number), task)


def _additions(reading: Reading) -> Iterator[Move]:
    """For each column that matters most, what the intent, a strategy or a KPI could win there."""
    for column in _targets(reading):
        goal = named(reading.table.columns[column])
        for new, added in NEW.items():
            points = reading.points_of(new, reading.alone(column, reading.best))
            nearest = _nearest(reading, new, column, points)
            does = f"{_does(reading)} {goal}"
            build_on = f"Show how {named(nearest)} {does}, or {added} that does" if nearest else ""
            yield Move(points, build_on or f"{_upper(added)} that {does}")
        if reading.levels[0][column] < reading.best:
            points = reading.points(0, column, reading.best)
            yield Move(points, f"Say in the goal itself how it {_does(reading)} {goal}")


def _nearest(reading: Reading, new: Row, column: int, points: int) -> Row | None:
    """The row to build on instead of adding one: the one that comes nearest, if it wins as much."""
    rows = [n for n, row in enumerate(reading.table.rows) if row.kind == new.kind]
    if not rows:
        return None
    nearest = max(rows, key=lambda n: (reading.cells[n][column].level, reading.cells[n][column].strength))
    won = reading.points(nearest, column, reading.best)
    return reading.table.rows[nearest] if won == points else None


def _does(reading: Reading) -> str:
    return "relates to" if reading.unaided else "clearly supports"


def _targets(reading: Reading) -> list[int]:
    """Vision, purpose, and the core value that has least: all values count as one column."""
    columns = list(enumerate(reading.table.columns))
    values = [c for c, column in columns if column.kind == "value"]
    least = min(values, key=lambda c: sum(row[c] for row in reading.levels), default=None)
    return [c for c, column in columns if column.kind != "value"] + ([] if least is None else [least])


def _because(claim: str, why: str) -> str:
    return f"{claim}: {why.rstrip('.')}." if why else f"{claim}."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def listed(parts: Iterable[str], word: str = "and") -> str:
    """Parts as a sentence lists them.

    >>> listed(["Care", "Balance", "Openness"])
    'Care, Balance and Openness'
    """
    *most, last = parts
    return f"{', '.join(most)} {word} {last}" if most else last
