"""The KPIs that ship: each is sound, in our words, and there once."""

import json
import re
from collections import Counter
from typing import get_args

import pytest

from purpose_coach.grounding import fold
from purpose_coach.kpis import objectives
from purpose_coach.kpis.catalogue import SHIPPED, load
from purpose_coach.kpis.checks import faults, limits
from purpose_coach.kpis.dimensions import UNITS
from purpose_coach.kpis.formula import evaluate, names, parse
from purpose_coach.kpis.kpi import CATEGORIES, Category
from purpose_coach.kpis.repeats import repeats

KPIS = load().kpis
every = pytest.mark.parametrize("kpi", KPIS, ids=[kpi.id for kpi in KPIS])
ROWS = [json.loads(line) for path in SHIPPED.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]


@every
def test_it_comes_to_its_worked_value(kpi):
    """The sample comes to the value that the row states, rounded to two decimals."""
    assert kpi.measure.value == pytest.approx(evaluate(kpi.measure.expression, kpi.measure.sample), abs=0.005)


@every
def test_its_names_are_its_variables(kpi):
    """The expression uses the variables, all of them and no other, and the sample has a value for each."""
    declared = {variable.name for variable in kpi.measure.variables}

    assert declared == names(kpi.measure.expression) == kpi.measure.sample.keys()


@every
def test_its_formula_reads_back(kpi):
    """The formula with labels, the names put back, parses to the expression's tree."""
    back = {variable.label: variable.name for variable in kpi.measure.variables}
    longest = "|".join(re.escape(label) for label in sorted(back, key=len, reverse=True))
    expression = re.sub(longest, lambda found: back[found[0]], kpi.measure.formula)

    assert parse(kpi.measure.expression) == parse(expression)


@every
def test_it_is_sound(kpi):
    """No check finds a fault: labels, limits, dimensions, direction."""
    assert [] == list(faults(kpi.measure))


@every
def test_an_unusual_percentage_says_so(kpi):
    """A percentage that can leave 0 to 100 says so in its description."""
    if kpi.measure.unit == "percentage" and limits(kpi.measure) != (0, 100):
        assert re.search(r"negative|below 0|above 100|pass 100|-100", kpi.description)


@every
def test_its_text_is_ours_and_short(kpi):
    """The description is one sentence or two, and every KPI has a name, a source, synonyms and themes."""
    assert kpi.description.endswith(".")
    assert 20 <= len(kpi.description) <= 200
    assert kpi.name
    assert kpi.data_source
    assert kpi.synonyms
    assert len(kpi.themes) >= 5


@every
def test_it_serves_known_objectives(kpi):
    """Each KPI serves or touches an objective, and none twice or an unknown one."""
    named = [*kpi.serves, *kpi.touches]

    assert named
    assert len(named) == len(set(named))
    assert set(named) <= {each.id for each in objectives.load()}


@every
def test_only_it_goes_by_its_names(kpi):
    """No name or synonym of another KPI would pass for this one, but for its mirror's."""
    others = [other for other in KPIS if other is not kpi and other.id != kpi.mirror]

    assert [] == [name for other in others for name in other.names if repeats(kpi, [name])]
    assert all(repeats(kpi, [name]) for name in kpi.names)


def test_every_category_is_there_with_leads_and_lags():
    """There are 120 KPIs and more, in ten categories, each with five leading and five lagging at least."""
    found = Counter((kpi.category, kpi.is_leading) for kpi in KPIS)

    assert len(KPIS) >= 120
    assert set(CATEGORIES) == set(get_args(Category)) == {category for category, _ in found}
    assert min(found.values()) >= 5
    assert len(found) == 2 * len(CATEGORIES)


def test_nothing_is_there_twice():
    """Ids, names with synonyms, expressions of the same labels, and descriptions are all distinct."""
    called = [fold(name) for kpi in KPIS for name in kpi.names]

    assert len(KPIS) == len({kpi.id for kpi in KPIS}) == len({fold(kpi.description) for kpi in KPIS})
    assert [] == [name for name, times in Counter(called).items() if times > 1]
    assert len(KPIS) == len({kpi.measure.formula for kpi in KPIS})


def test_mirrors_mirror_each_other():
    """A mirror's mirror is the KPI itself, and its direction the other one."""
    for kpi in KPIS:
        if kpi.mirror:
            other = load().get(kpi.mirror)

            assert kpi.id == other.mirror
            assert kpi.measure.direction != other.measure.direction


def test_units_are_known():
    """Every unit that ships has a dimension, and every unit of the table is in use or a plain one."""
    used = {kpi.measure.unit for kpi in KPIS}

    assert used <= UNITS.keys()
    assert UNITS.keys() - used <= {"count"}


def test_no_benchmark_ships():
    """Benchmarks need a source with terms that let us pass them on; there is none."""
    assert {None} == {row["benchmark"] for row in ROWS}
    assert all(kpi.benchmarks == () for kpi in KPIS)
