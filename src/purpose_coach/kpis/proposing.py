"""Whether a KPI that a model proposes may be recommended: as sound as those of the catalogue, and new."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from rapidfuzz import fuzz, process

from purpose_coach.grounding import blank, instructs, misquoted, numbers, unfit
from purpose_coach.kpis.catalogue import Catalogue
from purpose_coach.kpis.checks import faults
from purpose_coach.kpis.dimensions import UNITS
from purpose_coach.kpis.kpi import Kpi
from purpose_coach.kpis.recommending import Wish
from purpose_coach.kpis.repeats import repeats

__all__ = ["CONSTANTS", "VARIABLES", "fitting", "objections"]

CONSTANTS = frozenset(map(Decimal, (1, 100, 1_000, 1_000_000)))
"""Numbers that a proposed formula may hold beside those of the request: shares, and rates per so many."""

VARIABLES = 8
"""Of a proposed formula, at most."""

NAME, DESCRIPTION, SOURCE, LABEL = 8, 30, 8, 8
"""Words at most."""

ALIKE = 60
"""rapidfuzz's token set ratio from which a name is compared in earnest: far below what `repeats` needs."""

SAID = 4
"""Faults of a formula that are told at once."""


def objections(kpi: Kpi, wish: Wish, catalogue: Catalogue, source: str) -> Iterator[str]:
    """One sentence for each thing that keeps it from being recommended; `source` is all that was said."""
    yield from _texts(kpi, source)
    yield from _measure(kpi, source)
    if not wish.wants(kpi):
        yield f"{'leading' if kpi.is_leading else 'lagging'} KPIs are not wanted"
    if repeats(kpi, wish.current):
        yield "the organisation keeps this KPI already"
    if (known := _known(kpi, catalogue)) is not None:
        yield f"it is {known!r} of the catalogue: pick that if it is listed, else propose another"


def fitting(text: str, texts: Iterable[str], source: str, limit: int) -> Iterator[str]:
    """What keeps a model's words from being shown: one reason each; `texts` may be quoted."""
    yield from unfit(text, source, limit)
    yield from misquoted(text, texts)
    if text.strip() and blank(text):
        yield "it says nothing"
    if instructs(text):
        yield "it instructs instead of telling"


def _texts(kpi: Kpi, source: str) -> Iterator[str]:
    labels = [("label", variable.label, LABEL) for variable in kpi.measure.variables[:VARIABLES]]
    for title, text, limit in (
        ("name", kpi.name, NAME),
        ("description", kpi.description, DESCRIPTION),
        ("source", kpi.data_source, SOURCE),
        *labels,
    ):
        for reason in fitting(text, (source,), source, limit):
            yield f"the {title}: {reason}"


def _measure(kpi: Kpi, source: str) -> Iterator[str]:
    measure = kpi.measure
    if measure.unit not in UNITS:
        yield f"the unit must be one of {', '.join(UNITS)}"
    if len(measure.variables) > VARIABLES:
        yield f"at most {VARIABLES} variables"
        return
    yield from islice(faults(measure), SAID)
    if strange := _constants(measure.expression) - CONSTANTS - numbers(source):
        shown = ", ".join(sorted(format(number, "f") for number in strange))
        yield f"the expression holds numbers that the texts do not have: {shown[:60]}"


def _constants(expression: str) -> frozenset[Decimal]:
    """The numbers of an expression; digits of a variable's name are none."""
    written: list[str] = re.findall(r"(?<![\w.])\d+(?:\.\d+)?", expression)
    return frozenset(map(Decimal, written))


def _known(kpi: Kpi, catalogue: Catalogue) -> str | None:
    """The name of the catalogue's KPI that it repeats, if any."""
    names = _names(catalogue)
    near = process.extract(
        kpi.name.casefold()[:200], names.keys(), scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, limit=None
    )
    same = (names[name] for name, *_ in near)
    return next((other.name for other in dict.fromkeys(same) if repeats(other, [kpi.name])), None)


@lru_cache(maxsize=8)
def _names(catalogue: Catalogue) -> dict[str, Kpi]:
    """Every name of every KPI."""
    return {name.casefold(): kpi for kpi in catalogue.kpis for name in kpi.names}
