"""The catalogue of KPIs: what ships, and an organisation's own over it.

An overlay is a folder of `*.jsonl`, one row a line: a whole KPI, which adds to the catalogue or
replaces the KPI of the same id; or `{"id": ..., "benchmark": {"industry", "typical", "excellent",
"source"}}`, which gives one a sourced benchmark. No benchmark ships: none could be had under terms
that let us pass it on.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from purpose_coach.grounding import fold
from purpose_coach.kpis import objectives
from purpose_coach.kpis.checks import faults
from purpose_coach.kpis.kpi import Kpi

if TYPE_CHECKING:
    from purpose_coach.kpis.rows import BenchmarkRow, KpiRow
    from purpose_coach.rows import Line

__all__ = ["SHIPPED", "Catalogue", "load"]

SHIPPED = Path(__file__).parent / "definitions"
"""The folder of the rows that ship, one file a category."""


@frozen(eq=False)  # one catalogue is itself: what is made from it once is kept by it
class Catalogue:
    """KPIs, each id and each name once."""

    kpis: tuple[Kpi, ...]

    def get(self, key: str) -> Kpi | None:
        """The KPI of this id."""
        return next((kpi for kpi in self.kpis if kpi.id == key), None)

    def over(self, folder: Path) -> Catalogue:
        """This catalogue with the rows of a folder over it.

        Raises:
            KnowledgeError: about the first row that is wrong, with file, line and reason.
        """
        # Imported here: pydantic's validators are only built where rows are read.
        from purpose_coach.kpis.rows import KpiRow, rows

        found = {kpi.id: kpi for kpi in self.kpis}
        read = list(rows(folder))
        added: dict[str, Line] = {}
        for line, row in read:
            if isinstance(row, KpiRow):
                _add(found, added, line, row)
        for line, row in read:
            if not isinstance(row, KpiRow):
                _benchmark(found, line, row)
        return Catalogue(tuple(found.values()))


@cache
def load() -> Catalogue:
    """The catalogue that ships, read on first use."""
    return Catalogue(()).over(SHIPPED)


def _add(found: dict[str, Kpi], added: dict[str, Line], line: Line, row: KpiRow) -> None:
    kpi = row.kpi()
    if first := added.get(kpi.id):
        raise line.wrong(f"{kpi.id!r} is there twice: first in {first.path.name}:{first.number}")
    if reason := next(faults(kpi.measure), None):
        raise line.wrong(reason)
    if strange := {*kpi.serves, *kpi.touches} - {each.id for each in objectives.load()}:
        known = ", ".join(each.id for each in objectives.load())
        raise line.wrong(f"{min(strange)!r} is not an objective: there are {known}")
    for other in found.values():
        if other.id != kpi.id and fold(other.name) == fold(kpi.name):
            raise line.wrong(f"{other.id!r} has the name {kpi.name!r} already: to replace it, use its id")
    found[kpi.id], added[kpi.id] = kpi, line


def _benchmark(found: dict[str, Kpi], line: Line, row: BenchmarkRow) -> None:
    from purpose_coach.kpis.rows import benchmark

    kpi = found.get(row.id)
    if kpi is None:
        close = get_close_matches(row.id, found, n=1)
        hint = f": {close[0]!r} is the closest" if close else ""
        raise line.wrong(f"there is no KPI {row.id!r}{hint}")
    new = benchmark(row.benchmark)
    gain = new.excellent - new.typical
    if (gain if kpi.measure.direction == "up" else -gain) < 0:
        raise line.wrong(f"'excellent' is worse than 'typical', where {kpi.measure.direction} is better")
    kept = [one for one in kpi.benchmarks if fold(one.industry) != fold(new.industry)]
    found[kpi.id] = evolve(kpi, benchmarks=(*kept, new))
