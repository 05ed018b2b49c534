"""Dimensions: ours agree with pint's, on what ships and on formulas that mix things up."""

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purpose_coach.kpis.catalogue import load
from purpose_coach.kpis.dimensions import BASES, UNITS, dimension_of, powers, written
from purpose_coach.kpis.formula import FormulaError, Minus, Name, Number, Operation, parse

pint = pytest.importorskip("pint", reason="needs pint, of requirements/dev.txt")  # CI forbids the skip
KPIS = load().kpis
UREG = pint.UnitRegistry(None)
for base in BASES:
    UREG.define(f"{base} = [{base}]")  # each its own dimension: units are never converted

SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
NAMES = ("a", "b", "c")
EXPRESSIONS = st.recursive(
    st.sampled_from(NAMES),
    lambda parts: (
        st.tuples(parts, st.sampled_from("+-*/"), parts).map(lambda it: f"({' '.join(it)})")
        | parts.map("-{}".format)
    ),
    max_leaves=6,
)
WRITTEN = st.sampled_from(("count", "none", *BASES, "money/month", "1/day", "kg/m2"))


def quantity(dimension):
    """One of it, as pint has it."""
    over, _, under = dimension.partition("/")
    units = {part: power for part, power in ((over, 1), (under, -1)) if part in BASES}
    return UREG.Quantity(1.0, UREG.UnitsContainer(units))


def worked(expression, values):
    """What an expression comes to, of anything that can be added and multiplied."""

    def of(tree):
        match tree:
            case Number(value):
                return UREG.Quantity(value)
            case Name(name):
                return values[name]
            case Minus(part):
                return -of(part)
            case Operation(sign, left, right):
                return SIGNS[sign](of(left), of(right))

    return of(parse(expression))


def ours(dimension):
    """Our powers, as pint writes a dimension."""
    return {f"[{base}]": power for base, power in dimension.items()}


@pytest.mark.parametrize("kpi", KPIS, ids=[kpi.id for kpi in KPIS])
def test_what_ships_comes_out_in_its_unit(kpi):
    """Worked out with pint, the sample comes to the value in the dimension of the KPI's unit."""
    values = {
        one.name: kpi.measure.sample[one.name] * quantity(one.dimension) for one in kpi.measure.variables
    }
    got = worked(kpi.measure.expression, values)

    assert dict(quantity(UNITS[kpi.measure.unit]).dimensionality) == dict(got.dimensionality)
    assert kpi.measure.value == pytest.approx(got.magnitude, abs=0.005)


@given(EXPRESSIONS, st.tuples(WRITTEN, WRITTEN, WRITTEN))
def test_ours_agree_with_pint(expression, dimensions):
    """Any formula has the dimension that pint finds, or is refused by both."""
    named = dict(zip(NAMES, dimensions, strict=True))
    try:
        expected = worked(
            expression, {name: 2.0**at * quantity(d) for at, (name, d) in enumerate(named.items())}
        )
    except pint.DimensionalityError:
        with pytest.raises(FormulaError, match="mixes two dimensions"):
            dimension_of(expression, named)
    except ZeroDivisionError:
        return
    else:
        assert dict(expected.dimensionality) == ours(dimension_of(expression, named))


@pytest.mark.parametrize("dimension", ["", "euro", "money/", "money per month", "a/b/c", "Money"])
def test_what_is_no_dimension_is_said_so(dimension):
    """An unknown dimension is refused, with those that there are."""
    with pytest.raises(FormulaError, match="money, minute, hour"):
        powers(dimension)


@pytest.mark.parametrize(
    ("dimension", "words"),
    [
        ("none", "a plain number"),
        ("hour", "hour"),
        ("money/month", "money per month"),
        ("1/day", "1 per day"),
    ],
)
def test_dimensions_are_said_in_words(dimension, words):
    """A dimension reads as a person says it."""
    assert words == written(powers(dimension))
