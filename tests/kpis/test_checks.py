"""The checks of a measure: each finds its fault, says what to do, and leaves a sound one alone."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.kpis.samples import SOUND, measure

from purpose_coach.kpis.catalogue import load
from purpose_coach.kpis.checks import faults
from purpose_coach.kpis.kpi import Variable

SOLD, RETURNED, MADE = SOUND.variables
MEASURES = st.sampled_from([kpi.measure for kpi in load().kpis])
OTHER = {"up": "down", "down": "up"}

FAULTS = [
    ({"expression": "sold.made"}, "holds '.'"),
    ({"expression": "sold +"}, "does not parse"),
    ({"expression": "sold / made * price"}, "'price', which is not among the variables"),
    ({"expression": "sold / made * 100"}, "'returned' is not in the expression"),
    ({"variables": (SOLD, RETURNED, MADE, Variable("sold", "Sold", "count"))}, "the same name or label"),
    ({"variables": (SOLD, evolve(RETURNED, label="loaves  SOLD"), MADE)}, "the same name or label"),
    ({"variables": (SOLD, evolve(RETURNED, label="Loaves (Back)"), MADE)}, "cannot stand in a formula"),
    ({"variables": (SOLD, evolve(RETURNED, label="Made - Sold"), MADE)}, "cannot stand in a formula"),
    ({"variables": (SOLD, evolve(RETURNED, label="3 Loaves"), MADE)}, "cannot stand in a formula"),
    ({"sample": {"sold": 90, "made": 100}}, "no value for 'returned'"),
    ({"sample": {**SOUND.sample, "price": 3}}, "a value for 'price', which is not"),
    ({"sample": {**SOUND.sample, "sold": float("nan")}}, "'sold' is not a number of ordinary size"),
    ({"sample": {**SOUND.sample, "made": 0}}, "it divides by zero"),
    ({"value": 81}, "comes to 80.00, not to 81"),
    ({"sample": {"sold": 900, "returned": 10, "made": 100}, "value": None}, "outside 0 to 100"),
    ({"least": 85}, "outside 85 to any"),
    ({"most": 75}, "outside any to 75"),
    ({"variables": (evolve(SOLD, dimension="euro"), RETURNED, MADE)}, "'euro' is not a dimension"),
    ({"variables": (evolve(SOLD, dimension="hour"), RETURNED, MADE)}, "hour - a plain number mixes"),
    ({"unit": "days"}, "comes out in a plain number, but the unit 'days' is day"),
    ({"direction": "down"}, "moving 'sold' up, which is good, does not move the value down"),
    ({"variables": (SOLD, evolve(RETURNED, good="up"), MADE)}, "moving 'returned' up"),
    ({"variables": tuple(evolve(one, good=None) for one in SOUND.variables)}, "mark at least one"),
]


def test_a_sound_measure_has_no_fault():
    """Nothing is said of a sound measure, with its value or without."""
    assert [] == list(faults(SOUND))
    assert [] == list(faults(measure(value=None)))


@pytest.mark.parametrize(("changes", "words"), FAULTS, ids=[words for _, words in FAULTS])
def test_each_fault_is_found(changes, words):
    """What is wrong is said, in one sentence that names it."""
    found = list(faults(measure(**changes)))

    assert [] != [fault for fault in found if words in fault]


def test_a_name_that_is_no_identifier_is_found():
    """A variable is called by letters, digits and underscores; a longer or other name is refused."""
    named = Variable("_x", "Loaves Sold", "count", "up")

    assert "'_x' is not a variable's name: use letters, digits and _" in set(
        faults(measure(variables=(named, RETURNED, MADE)))
    )


def test_all_faults_come_in_one_round():
    """Faults that do not depend on each other are all said at once."""
    found = list(faults(measure(direction="down", unit="days", value=3)))

    assert len(found) == 4  # two variables are marked, and both go the wrong way


@given(MEASURES)
def test_the_other_direction_is_a_fault(one):
    """No KPI that ships would pass with its direction turned round: the check tells them apart."""
    assert [] != list(faults(evolve(one, direction=OTHER[one.direction])))


@given(MEASURES, st.sampled_from([0.5, 0.9, 1.1, 2.0]))
def test_direction_does_not_hang_on_the_sample(one, factor):
    """A measure whose sample is scaled as a whole still goes the declared way."""
    scaled = evolve(one, sample={name: value * factor for name, value in one.sample.items()}, value=None)

    assert [] == [fault for fault in faults(scaled) if fault.startswith("moving")]


@given(MEASURES)
def test_a_fraction_turned_over_is_a_fault(one):
    """A formula with its fraction upside down is refused, whatever the KPI."""
    turned = evolve(one, expression=f"1 / ({one.expression})", value=None)

    assert [] != list(faults(turned))


@given(st.text(max_size=30), st.text(max_size=20), st.floats(), st.text(max_size=20))
def test_whatever_a_model_proposes_is_judged(expression, label, value, unit):
    """No expression, label, number or unit breaks the checks."""
    variables = (Variable("sold", label, "count", "up"), Variable(label, "Loaves", label))
    proposed = measure(expression=expression, variables=variables, sample={"sold": value}, unit=unit)

    assert all(isinstance(fault, str) for fault in faults(proposed))
    assert [] != list(faults(proposed))
