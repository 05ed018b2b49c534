"""Whether a measure is sound: what is wrong with it, in words that a model or an author can act on.

Used for the KPIs that ship (tests), for an organisation's own (`Catalogue.over`), and for those that
a model proposes: all three pass the same checks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from itertools import chain

from purpose_coach.kpis.dimensions import UNITS, dimension_of, powers, written
from purpose_coach.kpis.formula import FormulaError, Undefined, evaluate, names
from purpose_coach.kpis.kpi import Measure, Variable

__all__ = ["STEP", "faults", "limits"]

STEP = 0.01
"""How far a variable is moved, of its sample, to see which way the value goes: one per cent."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_LABEL = re.compile(r"[^\W\d_](?:(?! [-+*/] )[^()\n]){0,59}")


def faults(measure: Measure) -> Iterator[str]:
    """One sentence for each thing that is wrong; none where the measure is sound.

    The expression parses and uses exactly the variables; labels can be told apart in a formula; the
    sample has a value for each, which works out, to `value` where that is given, and within the
    limits; dimensions fit the unit; and direction: moving a variable the way that is good for it
    moves the value the way that is good for the KPI.
    """
    structure = list(_structure(measure))
    yield from structure
    if not structure:  # the rest can only be worked out of parts that fit
        yield from chain(_result(measure), _dimensions(measure), _direction(measure))


def _structure(measure: Measure) -> Iterator[str]:
    try:
        used = names(measure.expression)
    except FormulaError as error:
        yield str(error)
        return
    named = {variable.name for variable in measure.variables}
    for name in sorted(used - named):
        yield f"the expression uses {name!r}, which is not among the variables: add it"
    for name in sorted(named - used):
        yield f"the variable {name!r} is not in the expression: use it or leave it out"
    yield from _labels(measure.variables)
    yield from _sampled(measure.sample, named)


def _labels(variables: tuple[Variable, ...]) -> Iterator[str]:
    labels = [" ".join(variable.label.split()).casefold() for variable in variables]
    if len(set(labels)) < len(labels) or len({one.name for one in variables}) < len(variables):
        yield "two variables have the same name or label: each needs its own"
    for variable in variables:
        if not _NAME.fullmatch(variable.name):
            yield f"{variable.name[:40]!r} is not a variable's name: use letters, digits and _"
        if not _LABEL.fullmatch(variable.label):
            yield (
                f"the label {variable.label[:60]!r} cannot stand in a formula: begin with a letter,"
                " at most 60 characters, no parentheses, and no sign between spaces"
            )


def _sampled(sample: Mapping[str, float], named: set[str]) -> Iterator[str]:
    for name in sorted(named - sample.keys()):
        yield f"the sample has no value for {name!r}"
    for name in sorted(sample.keys() - named):
        yield f"the sample has a value for {name!r}, which is not among the variables"
    for name in sorted(name for name, value in sample.items() if not _finite(value)):
        yield f"the sample's value for {name!r} is not a number of ordinary size"


def _finite(value: float) -> bool:
    return math.isfinite(value) and abs(value) < 1e15


def _result(measure: Measure) -> Iterator[str]:
    worked = measure.worked
    if isinstance(worked, Undefined):
        yield f"with the sample the expression has no value: {worked.reason}"
        return
    if measure.value is not None and abs(worked - measure.value) > 0.0051:
        yield f"with the sample the expression comes to {worked:.2f}, not to {measure.value:g}"
    least, most = limits(measure)
    if (least is not None and worked < least) or (most is not None and worked > most):
        yield (
            f"with the sample the {measure.unit} comes to {worked:.2f}, outside"
            f" {'any' if least is None else f'{least:g}'} to {'any' if most is None else f'{most:g}'}"
        )


def limits(measure: Measure) -> tuple[float | None, float | None]:
    """The measure's limits; a percentage that names none lies between 0 and 100."""
    if measure.unit == "percentage" and measure.least is None and measure.most is None:
        return 0, 100
    return measure.least, measure.most


def _dimensions(measure: Measure) -> Iterator[str]:
    """A unit that `UNITS` does not know is an organisation's own: then only the sums are checked."""
    try:
        got = dimension_of(measure.expression, {one.name: one.dimension for one in measure.variables})
    except FormulaError as error:
        yield str(error)
        return
    unit = UNITS.get(measure.unit)
    if unit is not None and got != powers(unit):
        yield (
            f"the expression comes out in {written(got)}, but the unit {measure.unit!r} is"
            f" {written(powers(unit))}: mend the expression, the dimensions or the unit"
        )


def _direction(measure: Measure) -> Iterator[str]:
    marked = [variable for variable in measure.variables if variable.good]
    if not marked:
        yield "no variable says which way is good for it: mark at least one 'up' or 'down'"
    for variable in marked:
        wanted = 1 if measure.direction == "up" else -1
        towards = 1 if variable.good == "up" else -1
        if any(slope != wanted for slope in _slopes(measure, variable.name, towards)):
            yield (
                f"moving {variable.name!r} {variable.good}, which is good, does not move the value"
                f" {measure.direction}: mend the expression, the direction or the mark"
            )


def _slopes(measure: Measure, name: str, towards: int) -> Iterator[int]:
    """Which way the value goes (1, -1, 0) when this variable makes one step forth, and from one back."""
    here = measure.sample[name]
    step = towards * STEP * (abs(here) or 1.0)
    before, now, after = (
        evaluate(measure.expression, {**measure.sample, name: here + way * step}) for way in (-1, 0, 1)
    )
    for one, other in ((before, now), (now, after)):
        if not isinstance(one, Undefined) and not isinstance(other, Undefined):
            yield (other > one) - (other < one)
