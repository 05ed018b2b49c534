"""The shapes of a KPI recommendation: what is asked, what a model owes, and what is recommended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Self

from pydantic import Field, StrictBool

from purpose_coach.grounding import blank, tidy
from purpose_coach.kpis import kpi as known
from purpose_coach.kpis.kpi import Category, Difficulty, Direction, Frequency, Kpi
from purpose_coach.kpis.recommending import Wish
from purpose_coach.result import Result
from purpose_coach.wire import Answer, AsTuple, Request, Text, Wire

__all__ = [
    "PROPOSED",
    "KpiAnswer",
    "KpiBenchmark",
    "KpiContext",
    "KpiPreferences",
    "KpiRecommendation",
    "KpiRecommendations",
    "KpiRecommendationsRequest",
    "KpiStrategy",
    "Pick",
    "Proposal",
    "Quantity",
]

PROPOSED = "proposed"
"""The id of a KPI that is in no catalogue."""


class KpiStrategy(Wire):
    """A strategy for the goal."""

    description: Text
    category: Text | None = None


class KpiContext(Wire):
    """The business, and the KPIs that it keeps."""

    industry: Text | None = None
    business_type: Text | None = None
    current_kpis: Annotated[Sequence[Text], AsTuple()] = Field(
        default=(), max_length=100, validation_alias="currentKPIs", serialization_alias="currentKPIs"
    )
    """An acronym on the wire: `currentKPIs`."""


class KpiPreferences(Wire):
    """Which kinds of KPI are wanted; what is left out is wanted."""

    quantitative: StrictBool | None = None
    """False: KPIs that ask people (surveys, ratings) weigh more. All KPIs are numbers."""
    leading_indicators: StrictBool | None = None
    lagging_indicators: StrictBool | None = None


class KpiRecommendationsRequest(Request):
    """A goal with its strategies, the business, and which kinds of KPI are wanted."""

    goal_intent: Text
    strategies: Annotated[Sequence[KpiStrategy], AsTuple(), Field(max_length=100)] = ()
    business_context: KpiContext | None = None
    preferences: KpiPreferences | None = None

    @property
    def context(self) -> KpiContext:
        """The business, as far as it is known."""
        return self.business_context or KpiContext()

    @property
    def wish(self) -> Wish:
        """What the KPIs are for, without what says nothing."""
        context, wanted = self.context, self.preferences or KpiPreferences()
        business = (context.business_type or "", context.industry or "")
        return Wish(
            goal=self.goal_intent,
            strategies=_says(one.description for one in self.strategies),
            kinds=_says(one.category or "" for one in self.strategies),
            business=", ".join(_says(business)),
            current=_says(context.current_kpis),
            leading=wanted.leading_indicators is not False,
            lagging=wanted.lagging_indicators is not False,
            counts_only=wanted.quantitative is not False,
        )


def _says(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts that say something."""
    return tuple(text for text in texts if not blank(text))


class Pick(Answer):
    """One of the candidates, and why."""

    kpi: int
    why: str


class Quantity(Answer):
    """One variable of a proposed formula."""

    name: str
    label: str
    dimension: str
    good: Direction | None
    sample: float

    def variable(self) -> known.Variable:
        """The variable, without the value that it has in the sample."""
        return known.Variable(self.name, tidy(self.label), self.dimension, self.good)


class Proposal(Answer):
    """A KPI that the catalogue does not have."""

    name: str
    description: str
    category: Category
    unit: str
    direction: Direction
    expression: str
    variables: tuple[Quantity, ...]
    leading: bool
    frequency: Frequency
    difficulty: Difficulty
    source: str
    why: str

    def kpi(self) -> Kpi:
        """The KPI that is proposed."""
        return Kpi(
            id=PROPOSED,
            name=tidy(self.name),
            description=tidy(self.description),
            category=self.category,
            measure=self._measure(),
            is_leading=self.leading,
            frequency=self.frequency,
            difficulty=self.difficulty,
            data_source=tidy(self.source),
        )

    def _measure(self) -> known.Measure:
        return known.Measure(
            expression=self.expression,
            variables=tuple(each.variable() for each in self.variables),
            sample={each.name: each.sample for each in self.variables},
            unit=self.unit,
            direction=self.direction,
        )


class KpiAnswer(Answer):
    """What is recommended, the most telling first."""

    picks: tuple[Pick, ...]
    new: tuple[Proposal, ...]
    reasoning: str


class KpiBenchmark(Wire):
    """What others in an industry reach."""

    industry: str
    typical: float
    excellent: float

    @classmethod
    def of(cls, row: known.Benchmark) -> Self:
        """The benchmark without its source, which stands in the evidence."""
        return cls(industry=row.industry, typical=row.typical, excellent=row.excellent)


class KpiRecommendation(Wire):
    """One KPI, how it is worked out, and why it fits."""

    name: str
    description: str
    category: str
    unit: str
    direction: Direction
    formula: str
    rationale: str
    benchmark: KpiBenchmark | None
    is_leading: bool
    frequency: str
    difficulty: Difficulty
    data_source: str

    @classmethod
    def of(cls, kpi: Kpi, why: str, benchmark: known.Benchmark | None) -> Self:
        """The KPI as it is recommended."""
        measure = kpi.measure
        return cls(
            name=kpi.name,
            description=kpi.description,
            category=kpi.category,
            unit=measure.unit,
            direction=measure.direction,
            formula=measure.formula,
            rationale=why,
            benchmark=KpiBenchmark.of(benchmark) if benchmark else None,
            is_leading=kpi.is_leading,
            frequency=kpi.frequency,
            difficulty=kpi.difficulty,
            data_source=kpi.data_source,
        )


class KpiRecommendations(Result):
    """The KPIs, the most telling first."""

    recommendations: tuple[KpiRecommendation, ...]
    confidence: float
    reasoning: str
