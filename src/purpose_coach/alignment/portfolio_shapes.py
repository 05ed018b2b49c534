"""A portfolio as clients send it: words are free, and most of them may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from purpose_coach.alignment.shapes import BusinessFoundation, Texts
from purpose_coach.wire import AsTuple, Request, Text, Wire

__all__ = ["GoalServed", "PlannedAction", "StrategicAlignmentRequest"]


class PlannedAction(Wire):
    """An action as it stands; a priority that cannot be read is none."""

    id: Text
    title: Text | None = None
    description: Text | None = None
    priority: Text | None = None
    status: Text | None = None


class GoalServed(Wire):
    """A goal with its strategies."""

    id: Text
    intent: Text | None = None
    strategies: Texts | None = None


class StrategicAlignmentRequest(Request):
    """The actions of a business, its goals, and what it stands on."""

    actions: Annotated[Sequence[PlannedAction], AsTuple(), Field(max_length=500)]
    goals: Annotated[Sequence[GoalServed], AsTuple(), Field(max_length=100)] | None = None
    business_foundation: BusinessFoundation | None = None
