"""Rows of the KPI catalogue's files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, TypeAdapter, ValidationError

from purpose_coach.kpis import kpi
from purpose_coach.kpis.kpi import Category, Difficulty, Direction, Frequency, Kpi, Measure
from purpose_coach.rows import Id, Line, Row, Said, lines, row_of

__all__ = ["BenchmarkRow", "KpiRow", "rows"]

_OBJECT = TypeAdapter(dict[str, object])


class Variable(Row):
    """One quantity of an expression."""

    name: Said
    label: Said
    dimension: Said
    good: Direction | None = None


class Benchmark(Row):
    """What others reach; without a source it is no benchmark."""

    industry: Said
    typical: float
    excellent: float
    source: Said


class BenchmarkRow(Row):
    """A benchmark for a KPI that is in the catalogue."""

    id: Id
    benchmark: Benchmark


class KpiRow(Row):
    """A whole KPI."""

    id: Id
    name: Said
    description: Said
    category: Category
    unit: Said
    direction: Direction
    expression: Said
    variables: tuple[Variable, ...] = Field(min_length=1, max_length=12)
    sample: dict[str, float]
    value: float
    range: tuple[float | None, float | None] = (None, None)
    is_leading: bool
    frequency: Frequency
    difficulty: Difficulty
    data_source: Said
    synonyms: tuple[Said, ...] = ()
    themes: tuple[Said, ...] = ()
    serves: tuple[Id, ...] = ()
    touches: tuple[Id, ...] = ()
    mirror: Id | None = None
    benchmark: Benchmark | None = None

    def kpi(self) -> Kpi:
        """The KPI that the row describes."""
        return Kpi(
            id=self.id,
            name=self.name,
            description=self.description,
            category=self.category,
            measure=self._measure(),
            is_leading=self.is_leading,
            frequency=self.frequency,
            difficulty=self.difficulty,
            data_source=self.data_source,
            synonyms=self.synonyms,
            themes=self.themes,
            serves=self.serves,
            touches=self.touches,
            mirror=self.mirror,
            benchmarks=() if self.benchmark is None else (benchmark(self.benchmark),),
        )

    def _measure(self) -> Measure:
        return Measure(
            expression=self.expression,
            variables=tuple(kpi.Variable(**dict(variable)) for variable in self.variables),
            sample=dict(self.sample),
            unit=self.unit,
            direction=self.direction,
            value=self.value,
            least=self.range[0],
            most=self.range[1],
        )


def benchmark(row: Benchmark) -> kpi.Benchmark:
    """The benchmark that the row describes."""
    return kpi.Benchmark(row.industry, row.typical, row.excellent, row.source)


def rows(folder: Path) -> Iterator[tuple[Line, KpiRow | BenchmarkRow]]:
    """Each line with the row that it holds: a benchmark where it has nothing but `id` and `benchmark`."""
    for line in lines(folder):
        yield line, row_of(line, BenchmarkRow) if _is_benchmark(line) else row_of(line, KpiRow)


def _is_benchmark(line: Line) -> bool:
    try:
        return _OBJECT.validate_json(line.text).keys() == {"id", "benchmark"}
    except ValidationError:
        return False
