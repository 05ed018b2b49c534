"""Typed coaching operations for a business that one can trust."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from purpose_coach.alignment.shapes import BusinessFoundation, Goal, GoalKpi, GoalStrategy
    from purpose_coach.caller import Caller
    from purpose_coach.coach import AsyncCoach, Coach
    from purpose_coach.errors import CoachError
    from purpose_coach.many import Many
    from purpose_coach.operation import Objection, Operation, World
    from purpose_coach.result import Provenance, Result
    from purpose_coach.settings import Settings
    from purpose_coach.wire import Answer, Request

__all__ = [
    "Answer",
    "AsyncCoach",
    "BusinessFoundation",
    "Caller",
    "Coach",
    "CoachError",
    "Goal",
    "GoalKpi",
    "GoalStrategy",
    "Many",
    "Objection",
    "Operation",
    "Provenance",
    "Request",
    "Result",
    "Settings",
    "World",
]

_HOMES = {
    "Answer": "wire",
    "AsyncCoach": "coach",
    "BusinessFoundation": "alignment.shapes",
    "Caller": "caller",
    "Coach": "coach",
    "CoachError": "errors",
    "Goal": "alignment.shapes",
    "GoalKpi": "alignment.shapes",
    "GoalStrategy": "alignment.shapes",
    "Many": "many",
    "Objection": "operation",
    "Operation": "operation",
    "Provenance": "result",
    "Request": "wire",
    "Result": "result",
    "Settings": "settings",
    "World": "operation",
}


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> object:
    # Loaded when first used (PEP 562): importing the package costs nothing.
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
