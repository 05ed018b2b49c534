"""A proposed strategy as a client gets it, and the numbers that it stands on."""

from __future__ import annotations

from typing import Any

from purpose_coach.grounding import tidy
from purpose_coach.playbooks.proposing.answers import Suggested
from purpose_coach.playbooks.proposing.choice import POINTS, Idea, effort, worth
from purpose_coach.playbooks.proposing.limits import WEEK, Limits
from purpose_coach.playbooks.proposing.shapes import SuggestedStrategy

__all__ = ["NEW", "place", "shortened", "standing", "suggested"]

NEW = "new: "
"""Stands before a required resource that is not among those available, where the request names some."""


def suggested(one: Suggested, limits: Limits) -> SuggestedStrategy:
    """The strategy as it goes over the wire: costs rounded, time in words, resources in the request's."""
    new = [f"{NEW}{tidy(text)}" if limits.resources else tidy(text) for text in one.new]
    return SuggestedStrategy(
        title=tidy(one.title),
        description=tidy(one.what),
        rationale=tidy(one.why),
        difficulty=one.difficulty,
        timeframe=limits.shown(*_days(one, limits)),
        expected_impact=one.impact,
        prerequisites=tuple(tidy(text) for text in one.prerequisites),
        estimated_cost=limits.cost(one.cost),
        required_resources=(*(limits.resources[at] for at in one.have), *new),
    )


def place(one: Suggested, limits: Limits) -> tuple[float, float]:
    """What it is ordered by: the most impact for the effort first, of two alike the sooner."""
    days = _days(one, limits)[1]
    return -worth(one.impact, one.difficulty, days), days


def shortened(one: Suggested, limits: Limits) -> bool:
    """Whether it usually takes longer than the timeline allows."""
    return _days(one, limits)[1] < one.to_weeks * WEEK


def standing(one: Suggested, limits: Limits, basis: Idea | None, *, unaided: bool) -> dict[str, Any]:
    """One row of evidence: where it comes from, the numbers behind the order, and each limit."""
    days, play = _days(one, limits), basis.play.id if basis else None
    return {
        "suggestion": tidy(one.title),
        "source": play if unaided else "model",
        "basis": play,
        "words": list(basis.words) if basis else [],
        "impact": POINTS[one.impact],
        "difficulty": POINTS[one.difficulty],
        "days": list(days),
        "effort": round(effort(one.difficulty, days[1]), 3),
        "worth": round(worth(one.impact, one.difficulty, days[1]), 3),
        "timeline": {"days": limits.days, "shortened": shortened(one, limits)},
        "budget": {"limit": limits.budget, "cost": limits.cost(one.cost)},
        "resources": {"have": [limits.resources[at] for at in one.have], "new": list(one.new)},
    }


def _days(one: Suggested, limits: Limits) -> tuple[float, float]:
    return limits.within(one.from_weeks * WEEK, one.to_weeks * WEEK)
