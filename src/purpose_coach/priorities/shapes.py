"""Actions to prioritize, as a client sends them: words are free, and most of them may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from purpose_coach.wire import AsTuple, Request, Text, Texts, Wire

__all__ = ["ActionToPrioritize", "PrioritizationContext", "PrioritizationSuggestionsRequest"]


class ActionToPrioritize(Wire):
    """An action as it stands; words that cannot be read count as medium."""

    id: Text
    title: Text = ""
    current_priority: Text | None = None
    due_date: Text | None = None
    impact: Text | None = None
    effort: Text | None = None
    status: Text | None = None
    linked_goals: Texts | None = None
    dependencies: Texts | None = None
    """Ids or titles of the actions that it waits for. Beyond the contract, so optional: where no action
    has any, nothing is said of blocking."""


class PrioritizationContext(Wire):
    """What the actions are held against."""

    current_goals: Texts | None = None
    constraints: Texts | None = None
    urgent_deadlines: Texts | None = None


class PrioritizationSuggestionsRequest(Request):
    """The actions of a business, and what presses."""

    actions: Annotated[Sequence[ActionToPrioritize], AsTuple(), Field(max_length=500)]
    business_context: PrioritizationContext | None = None
    as_of: Annotated[date, Field(strict=True)] | None = None
    """The day from which urgency is counted. Beyond the contract; by default today, in UTC."""
