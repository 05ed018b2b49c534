"""Every request that the contract documents, written by hand from its text, with what it answers.

`WHOLE` requests have every documented field, the optional ones included; `shapes` makes of one the
others that are legal: each optional field null, each absent, all absent, and each list empty.
"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from attrs import field, frozen
from tests.contract import answers

CASES = Path(__file__).parents[1] / "cases"

FOUNDATION = {
    "vision": "A world in which nothing useful is thrown away",
    "purpose": "Make repair quicker and cheaper than buying anew",
    "coreValues": ["Honesty", "Craft"],
}
FOUNDATION_WHOLE = {
    **FOUNDATION,
    "targetMarket": "Households in mid-sized towns",
    "valueProposition": "Repaired within one week, or it costs nothing",
}
GOAL = "Double the number of households that repair instead of replace"


@frozen(kw_only=True)
class Route:
    """One route of the contract: how it is asked, and what it answers."""

    name: str
    verb: str = "POST"
    path: str
    short: bool = False
    """Whether it is served without `/api` too."""
    body: Mapping[str, Any] | None = None
    optional: tuple[str, ...] = ()
    """Paths of fields with a `?` in the contract."""
    lists: tuple[str, ...] = ()
    """Paths of lists that may be empty."""
    answer: Any
    cases: str | None = None
    """The file of cases whose bodies are of this route."""
    queries: tuple[str, ...] = field(default=("",))


ROUTES = (
    Route(
        name="alignment_check",
        path="/api/coaching/alignment-check",
        short=True,
        body={
            "goalIntent": GOAL,
            "strategies": ["Open a repair corner in every shop"],
            "kpis": ["Repairs finished within one week"],
            "businessFoundation": FOUNDATION_WHOLE,
        },
        optional=("businessFoundation.targetMarket", "businessFoundation.valueProposition"),
        lists=("strategies", "kpis", "businessFoundation.coreValues"),
        answer=answers.Envelope[answers.AlignmentCheck],
        cases="alignment_check",
    ),
    Route(
        name="alignment_explanation",
        path="/api/coaching/alignment-explanation",
        short=True,
        body={
            "goal": {
                "intent": GOAL,
                "strategies": [{"description": "Open a repair corner in every shop"}],
                "kpis": [{"sharedKpiId": "k1", "name": "Repairs finished within one week"}],
            },
            "businessFoundation": FOUNDATION_WHOLE,
        },
        optional=("businessFoundation.targetMarket", "businessFoundation.valueProposition"),
        lists=("goal.strategies", "goal.kpis", "businessFoundation.coreValues"),
        answer=answers.Envelope[answers.AlignmentExplanation],
        cases="alignment_explanation",
    ),
    Route(
        name="alignment_suggestions",
        path="/api/coaching/alignment-suggestions",
        short=True,
        body={
            "goal": {
                "intent": GOAL,
                "strategies": [{"description": "Open a repair corner in every shop"}],
                "kpis": [{"sharedKpiId": "k1"}],
            },
            "businessFoundation": FOUNDATION,
        },
        lists=("goal.strategies", "goal.kpis", "businessFoundation.coreValues"),
        answer=answers.Envelope[answers.AlignmentSuggestions],
    ),
    Route(
        name="strategy_suggestions",
        path="/api/coaching/strategy-suggestions",
        short=True,
        body={
            "goalIntent": GOAL,
            "businessContext": {
                "industry": "Retail",
                "businessType": "Cooperative",
                "targetMarket": "Households in mid-sized towns",
                "currentChallenges": ["Too few technicians"],
            },
            "existingStrategies": ["Publish all repair manuals"],
            "constraints": {"budget": 50000, "timeline": "6 months", "resources": ["2 developers"]},
        },
        lists=("businessContext.currentChallenges", "existingStrategies", "constraints.resources"),
        answer=answers.Envelope[answers.StrategySuggestions],
    ),
    Route(
        name="kpi_recommendations",
        path="/api/coaching/kpi-recommendations",
        short=True,
        body={
            "goalIntent": GOAL,
            "strategies": [{"description": "Open a repair corner in every shop", "category": "service"}],
            "businessContext": {
                "industry": "Retail",
                "businessType": "Cooperative",
                "currentKPIs": ["Repairs a week"],
            },
            "preferences": {"quantitative": True, "leadingIndicators": True, "laggingIndicators": True},
        },
        optional=("strategies.0.category",),
        lists=("strategies", "businessContext.currentKPIs"),
        answer=answers.Envelope[answers.KpiRecommendations],
    ),
    Route(
        name="strategic_alignment",
        path="/api/operations/strategic-alignment",
        short=True,
        body={
            "actions": [
                {
                    "id": "a1",
                    "title": "Train two technicians",
                    "description": "A week each at the workshop",
                    "priority": "high",
                    "status": "not_started",
                }
            ],
            "goals": [{"id": "g1", "intent": GOAL, "strategies": ["Open a repair corner in every shop"]}],
            "businessFoundation": FOUNDATION,
        },
        lists=("actions", "goals", "goals.0.strategies", "businessFoundation.coreValues"),
        answer=answers.Envelope[answers.StrategicAlignment],
        cases="strategic_alignment",
    ),
    Route(
        name="root_cause_suggestions",
        path="/api/operations/root-cause-suggestions",
        short=True,
        body={
            "issueTitle": "Late repairs",
            "issueDescription": "Of 40 late repairs 22 waited for parts, 11 for technicians, 7 for us.",
            "businessImpact": "high",
            "context": {
                "reportedBy": "Workshop lead",
                "dateReported": "2025-09-30",
                "relatedActions": ["Order parts weekly"],
                "affectedAreas": ["workshop"],
            },
        },
        lists=("context.relatedActions", "context.affectedAreas"),
        answer=answers.Envelope[list[answers.RootCause]],
        cases="root_cause",
    ),
    Route(
        name="action_suggestions",
        path="/api/operations/action-suggestions",
        short=True,
        body={
            "issue": {
                "title": "Late repairs",
                "description": "Parts come late",
                "impact": "medium",
                "rootCause": "Parts are ordered when they are missed",
            },
            "constraints": {
                "timeline": "3 months",
                "budget": 10000,
                "availableResources": ["2 technicians"],
            },
            "context": {
                "relatedGoals": [GOAL],
                "currentActions": ["Order parts weekly"],
                "businessPriorities": ["Trust"],
            },
        },
        optional=("issue.rootCause", "constraints.timeline"),
        lists=(
            "constraints.availableResources",
            "context.relatedGoals",
            "context.currentActions",
            "context.businessPriorities",
        ),
        answer=answers.Envelope[list[answers.Action]],
        cases="action_suggestions",
    ),
    Route(
        name="prioritization_suggestions",
        path="/api/operations/prioritization-suggestions",
        short=True,
        body={
            "actions": [
                {
                    "id": "a1",
                    "title": "Train two technicians",
                    "currentPriority": "medium",
                    "dueDate": "2025-11-14",
                    "impact": "high",
                    "effort": "medium",
                    "status": "not_started",
                    "linkedGoals": ["g1"],
                }
            ],
            "businessContext": {
                "currentGoals": [GOAL],
                "constraints": ["One workshop"],
                "urgentDeadlines": ["2025-11-14 opening"],
            },
        },
        lists=(
            "actions",
            "actions.0.linkedGoals",
            "businessContext.currentGoals",
            "businessContext.constraints",
            "businessContext.urgentDeadlines",
        ),
        answer=answers.Envelope[list[answers.Prioritization]],
        cases="prioritization",
    ),
    Route(
        name="scheduling_suggestions",
        path="/api/operations/scheduling-suggestions",
        short=True,
        body={
            "actions": [
                {
                    "id": "a1",
                    "title": "Train two technicians",
                    "estimatedDuration": 40,
                    "dependencies": [],
                    "assignedTo": "maya",
                    "currentStartDate": "2025-10-20",
                    "currentDueDate": "2025-11-14",
                    "priority": "high",
                }
            ],
            "constraints": {
                "teamCapacity": 160,
                "criticalDeadlines": [{"date": "2025-11-14", "description": "Opening"}],
                "teamAvailability": [
                    {"personId": "maya", "hoursPerWeek": 40, "unavailableDates": ["2025-11-03"]}
                ],
            },
        },
        optional=("actions.0.currentStartDate", "actions.0.currentDueDate"),
        lists=(
            "actions",
            "constraints.criticalDeadlines",
            "constraints.teamAvailability",
            "constraints.teamAvailability.0.unavailableDates",
        ),
        answer=answers.Envelope[list[answers.Schedule]],
        cases="scheduling",
    ),
    Route(
        name="business_data",
        verb="GET",
        path="/multitenant/conversations/business-data",
        answer=answers.Envelope[answers.BusinessData],
    ),
    Route(
        name="insights",
        path="/insights/generate",
        queries=(
            "",
            "?page=1&page_size=20",
            "?page=2&page_size=100&category=operations&priority=high&status=active",
        ),
        answer=answers.Page[list[answers.Insight]],
    ),
    Route(
        name="onboarding_suggestions",
        path="/suggestions/onboarding",
        body={
            "kind": "valueProposition",
            "current": "We repair",
            "context": {"businessName": "Mend", "industry": "Retail", "products": ["Repairs"]},
        },
        optional=("current", "context.businessName", "context.industry"),
        lists=("context.products",),
        answer=answers.Envelope[answers.OnboardingSuggestions],
    ),
    Route(
        name="website_scan",
        path="/website/scan",
        body={"url": "https://example.com"},
        answer=answers.Envelope[answers.WebsiteScan],
    ),
    Route(
        name="onboarding_coaching",
        path="/coaching/onboarding",
        body={
            "topic": "coreValues",
            "message": "How many should we have?",
            "context": {"businessName": "Mend", "industry": "Retail", "currentDraft": "Honesty, craft"},
        },
        optional=("context.currentDraft",),
        answer=answers.Envelope[answers.OnboardingCoaching],
    ),
    Route(
        name="conversation_start",
        path="/conversations/initiate",
        body={
            "topic": "pricing",
            "initialMessage": "I keep postponing it",
            "context": {"goalId": "g1", "issueId": "i1"},
        },
        optional=("initialMessage", "context.goalId", "context.issueId"),
        answer=answers.Envelope[answers.Conversation],
    ),
    Route(
        name="conversation_message",
        path="/conversations/{id}/message",
        body={"message": "I am afraid of losing clients"},
        answer=answers.Envelope[answers.Message],
    ),
)


def shapes(route: Route) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """Every legal shape of the route's body, by name."""
    whole = route.body
    if whole is None:
        yield "no body", None
        return
    yield "whole", whole
    for path in route.optional:
        yield f"{path} null", changed(whole, path, None)
        yield f"{path} absent", without(whole, path)
    if route.optional:
        bare = whole
        for path in route.optional:
            bare = without(bare, path)
        yield "required only", bare
    for path in route.lists:
        yield f"{path} empty", changed(whole, path, [])
    yield "unknown fields", {**whole, "colour": "blue", "nested": {"deep": [1, None]}}
    if route.cases is not None:
        for line in (CASES / f"{route.cases}.jsonl").read_text().splitlines():
            case = json.loads(line)
            yield case["id"], case["body"]


def changed(body: Mapping[str, Any], path: str, value: object) -> Mapping[str, Any]:
    """The body with another value at the path."""
    copy = deepcopy(dict(body))
    *way, last = path.split(".")
    _walk(copy, way)[last] = value
    return copy


def without(body: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """The body without what is at the path."""
    copy = deepcopy(dict(body))
    *way, last = path.split(".")
    del _walk(copy, way)[last]
    return copy


def _walk(value: Any, way: list[str]) -> Any:
    for step in way:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value
