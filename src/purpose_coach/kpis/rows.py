"""Rows of a catalogue's files: JSON objects, one a line, and what is wrong with one where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, ClassVar

from attrs import frozen
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from purpose_coach.errors import KnowledgeError
from purpose_coach.kpis import kpi
from purpose_coach.kpis.kpi import Category, Difficulty, Direction, Frequency, Kpi, Measure

__all__ = ["BenchmarkRow", "KpiRow", "Line", "lines", "rows"]

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]


_OBJECT = TypeAdapter(dict[str, object])


class _Strict(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        alias_generator=to_camel,
        allow_inf_nan=False,
        hide_input_in_errors=True,
    )


class Variable(_Strict):
    """One quantity of an expression."""

    name: Said
    label: Said
    dimension: Said
    good: Direction | None = None


class Benchmark(_Strict):
    """What others reach; without a source it is no benchmark."""

    industry: Said
    typical: float
    excellent: float
    source: Said


class BenchmarkRow(_Strict):
    """A benchmark for a KPI that is in the catalogue."""

    id: Id
    benchmark: Benchmark


class KpiRow(_Strict):
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


@frozen
class Line:
    """A line of a file, for what is said of it."""

    path: Path
    number: int
    text: str

    def wrong(self, reason: str) -> KnowledgeError:
        """The error to raise about it."""
        return KnowledgeError(" ".join(f"{self.path}:{self.number}: {reason}".split()))


def lines(folder: Path) -> Iterator[Line]:
    """The lines of the folder's `*.jsonl` that are not blank, file by file in the order of names."""
    if not folder.is_dir():
        raise KnowledgeError(f"{folder}: there is no such folder")
    for path in sorted(folder.glob("*.jsonl")):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise Line(path, 1, "").wrong("cannot be read: it is not UTF-8 text") from None
        except OSError as error:
            raise Line(path, 1, "").wrong(f"cannot be read: {error.strerror}") from None
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield Line(path, number, line)


def rows(folder: Path) -> Iterator[tuple[Line, KpiRow | BenchmarkRow]]:
    """Each line with the row that it holds: a benchmark where it has nothing but `id` and `benchmark`."""
    for line in lines(folder):
        try:
            plain = _OBJECT.validate_json(line.text).keys() == {"id", "benchmark"}
            yield line, (BenchmarkRow if plain else KpiRow).model_validate_json(line.text)
        except ValidationError as error:
            raise line.wrong(_reason(error)) from None


def _reason(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "the row"
    return f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]}"
