"""All operations, one line each."""

from __future__ import annotations

from typing import Any, Final

from purpose_coach import operations
from purpose_coach.method import Method
from purpose_coach.operation import Operation

__all__ = ["Catalogue"]


class Catalogue:
    """The methods that every coach has."""

    alignment_check: Final = Method(lambda: operations.alignment_check.operation)
    alignment_explanation: Final = Method(lambda: operations.alignment_explanation.operation)
    alignment_suggestions: Final = Method(lambda: operations.alignment_suggestions.operation)
    strategy_suggestions: Final = Method(lambda: operations.strategy_suggestions.operation)
    kpi_recommendations: Final = Method(lambda: operations.kpi_recommendations.operation)
    strategic_alignment: Final = Method(lambda: operations.strategic_alignment.operation)
    root_cause_suggestions: Final = Method(lambda: operations.root_cause_suggestions.operation)
    action_suggestions: Final = Method(lambda: operations.action_suggestions.operation)
    prioritization_suggestions: Final = Method(lambda: operations.prioritization_suggestions.operation)
    scheduling_suggestions: Final = Method(lambda: operations.scheduling_suggestions.operation)
    onboarding_suggestions: Final = Method(lambda: operations.onboarding_suggestions.operation)
    onboarding_coaching: Final = Method(lambda: operations.onboarding_coaching.operation)

    @classmethod
    def operations(cls) -> tuple[Operation[..., Any, Any, Any, Any], ...]:
        """Every operation, in the order of the catalogue."""
        parts = (value for kind in reversed(cls.__mro__) for value in vars(kind).values())
        methods: list[Method[..., Any]] = [part for part in parts if isinstance(part, Method)]
        return tuple(method.operation for method in methods)
