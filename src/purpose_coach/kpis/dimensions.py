"""Dimensions of formulas: money is not added to hours, and a KPI in days comes out in days.

A dimension is written as a base ('money', 'hour'), none at all ('count', 'none'), or one over the
other ('money/month', '1/day'). Units are never converted: hours and days are two bases, because an
expression that adds them is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from purpose_coach.kpis.formula import FormulaError, Minus, Name, Number, Operation, Tree, parse

__all__ = ["BASES", "UNITS", "Powers", "dimension_of", "powers", "written"]

BASES = ("money", "minute", "hour", "day", "week", "month", "year", "kg", "kwh", "litre", "km", "m2")
"""What is counted apart; things and people are plain numbers."""

_PLAIN = ("count", "none", "1")

UNITS: Mapping[str, str] = {
    "percentage": "none",
    "ratio": "none",
    "score": "none",
    "points": "none",
    "count": "count",
    "currency": "money",
    "minutes": "minute",
    "hours": "hour",
    "days": "day",
    "months": "month",
    "kilowatt-hours": "kwh",
    "litres": "litre",
    "kilograms": "kg",
    "currency per day": "money/day",
    "currency per square metre": "money/m2",
    "kilowatt-hours per square metre": "kwh/m2",
    "kilograms per currency unit": "kg/money",
    "units per hour": "1/hour",
    "per week": "1/week",
    "per month": "1/month",
    "per seller": "none",
    "per 100 orders": "none",
    "per 100 people": "none",
    "per million hours": "1/hour",
    "per 1,000 days of care": "1/day",
}
"""The units that ship, each with the dimension that its KPIs come out in."""

Powers: TypeAlias = Mapping[str, int]
"""Each base with its power, none of them 0."""


def powers(dimension: str) -> Powers:
    """What a written dimension means.

    >>> powers("money/month")
    {'money': 1, 'month': -1}

    Raises:
        FormulaError: when it names anything but bases.
    """
    over, *under = dimension.split("/")
    if len(under) > 1 or any(part not in BASES and part not in _PLAIN for part in (over, *under)):
        raise FormulaError(
            f"{dimension!r} is not a dimension: use one of {', '.join((*_PLAIN[:2], *BASES))},"
            " or two of them with / between"
        )
    return _over(_power(over), _power(under[0]) if under else {})


def dimension_of(expression: str, dimensions: Mapping[str, str]) -> Powers:
    """The dimension that the expression comes out in, from those of its variables.

    Raises:
        FormulaError: when it adds or subtracts what cannot be added.
    """
    return _of(parse(expression), {name: powers(written) for name, written in dimensions.items()})


def _of(tree: Tree, known: Mapping[str, Powers]) -> Powers:
    match tree:
        case Number():
            return {}
        case Name(name):
            return known[name]
        case Minus(of):
            return _of(of, known)
        case Operation("*", left, right):
            return _over(_of(left, known), _over({}, _of(right, known)))
        case Operation("/", left, right):
            return _over(_of(left, known), _of(right, known))
        case Operation(sign, left, right):
            one, other = _of(left, known), _of(right, known)
            if one != other:
                raise FormulaError(f"{written(one)} {sign} {written(other)} mixes two dimensions")
            return one


def _power(base: str) -> Powers:
    return {} if base in _PLAIN else {base: 1}


def _over(one: Powers, other: Powers) -> Powers:
    left = {base: one.get(base, 0) - other.get(base, 0) for base in (*one, *other)}
    return {base: power for base, power in left.items() if power}


def written(dimension: Powers) -> str:
    """The dimension in words: 'money per month', or 'a plain number'."""
    above = [base if power == 1 else f"{base}^{power}" for base, power in dimension.items() if power > 0]
    below = [base if power == -1 else f"{base}^{-power}" for base, power in dimension.items() if power < 0]
    if not dimension:
        return "a plain number"
    return " per ".join([" times ".join(above) or "1", *below])
