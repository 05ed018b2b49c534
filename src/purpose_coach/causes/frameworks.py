"""The bones of a fishbone: which framework suits an issue, and where a cause of the six M stands in it."""

from __future__ import annotations

import re
from typing import Final

from purpose_coach.causes.factors import SIX
from purpose_coach.causes.shapes import Framework

__all__ = ["BONES", "bone", "framework"]

_PLACES: dict[Framework, tuple[str, ...]] = {
    "6M": ("Machine", "Method", "Material", "Manpower", "Measurement", "Milieu"),
    "8P": ("Physical evidence", "Process", "Product", "People", "Productivity", "Place"),
    "4S": ("Systems", "Systems", "Suppliers", "Skills", "Systems", "Surroundings"),
    "custom": ("Tools", "Way of working", "Inputs", "People", "Figures", "Surroundings"),
}
"""Where a cause stands that is a matter of machine, method, material, people, measurement, environment."""

BONES: Final[dict[Framework, tuple[str, ...]]] = {
    name: (*dict.fromkeys(places), *(("Price", "Promotion") if name == "8P" else ()))
    for name, places in _PLACES.items()
}
"""The categories of each framework; `custom` is for work at desks, in plain words."""

_KINDS: tuple[tuple[Framework, re.Pattern[str]], ...] = (
    (
        "6M",
        re.compile(
            r"\b(?:production|warehouse|plant|factory|machin\w+|press|lines? \d|line|scrap|rejects?|defects?"
            r"|materials?|steel|resin|parts|forklifts?|vans|site|construction|maintenance|purchasing|packing"
            r"|assembly|welds?|dye\w*|oven|pump|harvest|growing|crane|stoppages|deliver(?:y|ies)|dispatch)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "8P",
        re.compile(
            r"\b(?:sales|market\w*|price\w*|pricing|campaign\w*|brand\w*|buyers?|prospects?|leads|deals"
            r"|conversion|visitors|landing page|newsletter|competit\w+|rivals?|churn|shops?|web shop|retail"
            r"|promotion|advertis\w+|demand|tourists?|donors?|customers leave)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "4S",
        re.compile(
            r"\b(?:support|tickets?|guests?|patients?|wards?|clinic|hotel|restaurant|kitchen|reception|calls?"
            r"|agents?|front desk|service|nurs\w+|tenants?|complaints?|members?|appointments?|bookings?"
            r"|parents|pupils|teachers|bags|check-in)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "custom",
        re.compile(
            r"\b(?:invoic\w+|payroll|tax|finance|accounting|cash|budget|software|releases?|bugs?|servers?"
            r"|website|data|projects?|milestones?|deadlines?|reports?|forecasts?|offices?|clients?|contracts?"
            r"|legal|audits?|hires?|teams?|people|employees|staff|IT)\b",
            re.IGNORECASE,
        ),
    ),
)


def framework(text: str) -> Framework:
    """The framework whose field has most words in the text, the first of equals; `custom` where none has.

    >>> framework("Late deliveries from the main warehouse"), framework("Missed tax deadline")
    ('6M', 'custom')
    """
    told: dict[Framework, int] = {
        name: len({word.lower() for word in said.findall(text)}) for name, said in _KINDS
    }
    best = max(told, key=lambda name: told[name])
    return best if told[best] else "custom"


def bone(name: Framework, category: str, own: str | None = None) -> int:
    """Which of the framework's bones a cause of this category stands on; `own` is its bone in 8P."""
    place = own if own in BONES[name] else _PLACES[name][SIX.index(category)]
    return BONES[name].index(place)
