"""A KPI for tests: as a row of a file, and as a measure with one thing changed."""

from attrs import evolve

from purpose_coach.kpis.kpi import Measure, Variable

ROW = {
    "id": "wait-for-bread",
    "name": "Wait for Bread",
    "description": "Average minutes that a guest waits for bread.",
    "category": "service",
    "unit": "minutes",
    "direction": "down",
    "expression": "waiting / guests",
    "variables": [
        {"name": "waiting", "label": "Minutes Waited", "dimension": "minute", "good": "down"},
        {"name": "guests", "label": "Guests", "dimension": "count"},
    ],
    "sample": {"waiting": 300, "guests": 120},
    "value": 2.5,
    "isLeading": True,
    "frequency": "daily",
    "difficulty": "low",
    "dataSource": "Till",
}

SOUND = Measure(
    expression="(sold - returned) / made * 100",
    variables=(
        Variable("sold", "Loaves Sold", "count", "up"),
        Variable("returned", "Loaves Returned", "count", "down"),
        Variable("made", "Loaves Made", "count"),
    ),
    sample={"sold": 90, "returned": 10, "made": 100},
    unit="percentage",
    direction="up",
    value=80,
)


def measure(**changes):
    """The sound measure with these things changed."""
    return evolve(SOUND, **changes)
