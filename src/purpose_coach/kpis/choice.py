"""A KPI that is recommended: why, by whose choice, and what it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from attrs import evolve, frozen

from purpose_coach.kpis.formula import Undefined
from purpose_coach.kpis.kpi import Benchmark
from purpose_coach.kpis.recommending import Candidate
from purpose_coach.kpis.wording import rationale

__all__ = ["Choice", "worded"]


@frozen
class Choice:
    """One recommendation."""

    candidate: Candidate
    by: Literal["model", "code"]
    why: str = ""
    """In the model's words; none where code finds them."""

    def benchmark(self, industries: Iterable[str]) -> Benchmark | None:
        """The benchmark of the first of these industries that has one."""
        found = (self.candidate.kpi.benchmark(industry) for industry in industries)
        return next(filter(None, found), None)

    def evidence(self, benchmark: Benchmark | None) -> dict[str, Any]:
        """What it stands on: the formula's sample and what it comes to, the words that called the KPI."""
        kpi, worked = self.candidate.kpi, self.candidate.kpi.measure.worked
        sample = kpi.measure.sample
        return {
            "name": kpi.name,
            "kpi": kpi.id,
            "chosenBy": self.by,
            "formula": kpi.measure.formula,
            "sample": {variable.label: sample[variable.name] for variable in kpi.measure.variables},
            "comesTo": None if isinstance(worked, Undefined) else round(worked, 2),
            "calledBy": self.candidate.place,
            "words": list(self.candidate.words),
            "benchmarkSource": benchmark.source if benchmark else None,
        }


def worded(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The choices, each with a reason: code's own where there is none yet."""
    kinds = [choice.candidate.kpi.is_leading for choice in choices]
    return tuple(
        choice if choice.why else evolve(choice, why=rationale(choice.candidate, kinds[:n].count(kind)))
        for n, (choice, kind) in enumerate(zip(choices, kinds, strict=True))
    )
