"""The shapes in which clients send a goal and a business foundation.

The contract has two: flat texts (alignment-check) and a `goal` object (explanation, suggestions).
Either is read wherever one of them is due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, cast

from pydantic import Field, model_validator

from purpose_coach.wire import AsTuple, Request, Text, Texts, Wire

__all__ = [
    "BusinessFoundation",
    "FlatGoal",
    "Goal",
    "GoalKpi",
    "GoalStrategy",
    "NestedGoal",
    "Texts",
]

INTENT = {"goalIntent", "goal_intent"}
"""A flat goal is known by this field, under either of its names."""


class BusinessFoundation(Wire):
    """What a business stands on."""

    vision: Text = ""
    purpose: Text = ""
    core_values: Texts = ()
    target_market: Text | None = None
    value_proposition: Text | None = None


class GoalStrategy(Wire):
    """A strategy of a goal."""

    description: Text


class GoalKpi(Wire):
    """A KPI of a goal; one without a name cannot be judged."""

    shared_kpi_id: Text | None = None
    name: Text | None = None


class Goal(Wire):
    """A goal with its strategies and KPIs."""

    intent: Text
    strategies: Annotated[Sequence[GoalStrategy], AsTuple(), Field(max_length=100)] = ()
    kpis: Annotated[Sequence[GoalKpi], AsTuple(), Field(max_length=100)] = ()


class _Nested(Wire):
    """The goal as explanation and suggestions take it."""

    goal: Goal


class _Flat(Wire):
    """The goal as the check takes it."""

    goal_intent: Text
    strategies: Texts = ()
    kpis: Texts = ()


class FlatGoal(_Flat, Request):
    """A goal as texts, and the foundation that it is held against."""

    business_foundation: BusinessFoundation

    @model_validator(mode="before")
    @classmethod
    def _from_nested(cls, data: object) -> object:
        sent = _fields(data)
        if "goal" not in sent or sent.keys() & INTENT:
            return data
        # Held in the shape that was sent, so that an error names the client's own field.
        goal = _Nested.model_validate({"goal": sent["goal"]}).goal
        strategies = [strategy.description for strategy in goal.strategies]
        kpis = [kpi.name or "" for kpi in goal.kpis]
        return {**sent, "goalIntent": goal.intent, "strategies": strategies, "kpis": kpis}


class NestedGoal(_Nested, Request):
    """A goal as an object, and the foundation that it is held against."""

    business_foundation: BusinessFoundation

    @model_validator(mode="before")
    @classmethod
    def _from_flat(cls, data: object) -> object:
        sent = _fields(data)
        if "goal" in sent or not sent.keys() & INTENT:
            return data
        flat = _Flat.model_validate(sent)
        strategies = [{"description": text} for text in flat.strategies]
        kpis = [{"name": text} for text in flat.kpis]
        return {**sent, "goal": {"intent": flat.goal_intent, "strategies": strategies, "kpis": kpis}}


def _fields(value: object) -> Mapping[str, object]:
    """An object's fields; none of anything else, which validation then refuses."""
    # What JSON and keyword arguments give has text for keys.
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
