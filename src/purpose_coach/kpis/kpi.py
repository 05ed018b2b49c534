"""A KPI: what it measures, how it is worked out, and what is known around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from attrs import field, frozen

from purpose_coach.grounding import fold
from purpose_coach.kpis.formula import Undefined, evaluate, render
from purpose_coach.relevance.words import weights, words_of

__all__ = [
    "CATEGORIES",
    "Benchmark",
    "Category",
    "Difficulty",
    "Direction",
    "Frequency",
    "Kpi",
    "Measure",
    "Variable",
]

Category = Literal[
    "customer",
    "financial",
    "operations",
    "people",
    "marketing",
    "sales",
    "product",
    "quality",
    "service",
    "sustainability",
]
Direction = Literal["up", "down"]
Frequency = Literal["daily", "weekly", "monthly", "quarterly", "yearly"]
Difficulty = Literal["low", "medium", "high"]

CATEGORIES: tuple[Category, ...] = get_args(Category)


@frozen
class Variable:
    """One quantity of a formula."""

    name: str
    label: str
    dimension: str
    good: Direction | None = None
    """Which way this quantity itself should move, judged without the formula; None where neither way
    is better. At least one variable of a KPI says so, which is what the formula is held against."""


@frozen
class Measure:
    """How a KPI is worked out: what can be checked without knowing what it is for."""

    expression: str
    variables: tuple[Variable, ...]
    sample: Mapping[str, float] = field(hash=False)
    unit: str
    direction: Direction
    value: float | None = None
    """What the sample comes to, to two decimals; None where nobody has worked it out."""
    least: float | None = None
    most: float | None = None
    """The smallest and the largest value that there can be; None where there is no limit."""

    @property
    def formula(self) -> str:
        """The expression for people: labels instead of names."""
        return render(self.expression, {each.name: each.label for each in self.variables})

    @property
    def worked(self) -> float | Undefined:
        """What the sample comes to."""
        return evaluate(self.expression, self.sample)


@frozen
class Benchmark:
    """What others reach, and who says so; none ships, an organisation adds its own."""

    industry: str
    typical: float
    excellent: float
    source: str


@frozen
class Kpi:
    """One entry of the catalogue."""

    id: str
    name: str
    description: str
    category: Category
    measure: Measure
    is_leading: bool
    """Whether it moves before the result does, and so can still be acted upon."""
    frequency: Frequency
    difficulty: Difficulty
    """Of measuring it."""
    data_source: str
    synonyms: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    """Words of goals that it may serve; only for retrieval, never shown."""
    serves: tuple[str, ...] = ()
    """The objectives (`objectives.load`) whose reaching it shows."""
    touches: tuple[str, ...] = ()
    """The objectives of which it shows a part, a cause or a side effect."""
    mirror: str | None = None
    """The KPI that says the same the other way round: of the two, one is enough."""
    benchmarks: tuple[Benchmark, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that it is called."""
        return (self.name, *self.synonyms)

    def benchmark(self, industry: str) -> Benchmark | None:
        """The benchmark of this industry: every word of its name stands in `industry`, or none."""
        told = weights(words_of(industry)).keys()
        for one in self.benchmarks:
            wanted = weights(words_of(one.industry)).keys()
            if fold(one.industry) == fold(industry) or (wanted and wanted <= told):
                return one
        return None
