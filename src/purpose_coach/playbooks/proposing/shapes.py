"""The shapes in which clients ask for strategies and get them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from purpose_coach.grounding import blank
from purpose_coach.playbooks.strategies import Level
from purpose_coach.relevance.bm25 import Weighted
from purpose_coach.wire import Request, Text, Texts, Wire

__all__ = ["BusinessContext", "Constraints", "StrategySuggestionsRequest", "SuggestedStrategy"]

CHALLENGE, CONTEXT = 0.6, 0.25
"""What a challenge and the rest of the context weigh in a search, beside the goal."""


class BusinessContext(Wire):
    """What the business is, whom it serves and what stands in its way."""

    industry: Text | None = None
    business_type: Text | None = None
    target_market: Text | None = None
    current_challenges: Texts | None = None


class Constraints(Wire):
    """What a strategy has to do with."""

    budget: Annotated[float, Field(ge=0, strict=True)] | None = None
    timeline: Text | None = None
    resources: Texts | None = None


class StrategySuggestionsRequest(Request):
    """A goal, the business around it, what is done already, and the constraints."""

    goal_intent: Text
    business_context: BusinessContext | None = None
    existing_strategies: Texts | None = None
    constraints: Constraints | None = None

    @property
    def challenges(self) -> Sequence[str]:
        """What stands in the way, as far as something is said."""
        said = self.business_context.current_challenges if self.business_context else None
        return [text for text in said or () if not blank(text)]

    @property
    def about(self) -> Sequence[Weighted]:
        """The texts by which strategies are searched for, each with what it weighs."""
        context = self.business_context or BusinessContext()
        business = " ".join(text for text in (context.industry, context.business_type) if text)
        beside = [(CHALLENGE, text) for text in self.challenges]
        return [(1.0, self.goal_intent), *beside, (CONTEXT, business), (CONTEXT, context.target_market or "")]

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of it."""
        return tuple(self._texts())

    @property
    def source(self) -> str:
        """All that it says, the budget included."""
        budget = self.constraints.budget if self.constraints else None
        return "\n".join((*self.texts, "" if budget is None else str(budget)))

    def _texts(self) -> Iterator[str]:
        yield self.goal_intent
        yield from self.existing_strategies or ()
        if (context := self.business_context) is not None:
            yield from (context.industry or "", context.business_type or "", context.target_market or "")
            yield from context.current_challenges or ()
        if (limits := self.constraints) is not None:
            yield from (limits.timeline or "", *(limits.resources or ()))


class SuggestedStrategy(Wire):
    """A strategy with what it takes."""

    title: str
    description: str
    rationale: str
    difficulty: Level
    timeframe: str
    expected_impact: Level
    prerequisites: tuple[str, ...]
    estimated_cost: int | None
    """An estimate in the budget's currency; null where there is no budget, or no model."""
    required_resources: tuple[str, ...]
    """Those available in the request's own words; one that is not begins with 'new: '."""
