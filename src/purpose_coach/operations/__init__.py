"""The operations, one module each, imported when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from purpose_coach.operations import (
        action_suggestions,
        alignment_check,
        alignment_explanation,
        alignment_suggestions,
        kpi_recommendations,
        onboarding_coaching,
        onboarding_suggestions,
        prioritization_suggestions,
        root_cause_suggestions,
        scheduling_suggestions,
        strategic_alignment,
        strategy_suggestions,
    )

__all__ = [
    "action_suggestions",
    "alignment_check",
    "alignment_explanation",
    "alignment_suggestions",
    "kpi_recommendations",
    "onboarding_coaching",
    "onboarding_suggestions",
    "prioritization_suggestions",
    "root_cause_suggestions",
    "scheduling_suggestions",
    "strategic_alignment",
    "strategy_suggestions",
]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
