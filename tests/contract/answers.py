"""What the contract says of every answer, written by hand from its text and derived from none of our code.

A documented key is always there; what the contract's notes allow to be unknown is null.
"""

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

T = TypeVar("T")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def _moment(text: str) -> str:
    assert text.endswith("Z"), "a timestamp is in UTC, with Z"
    datetime.fromisoformat(text)
    return text


def _day(text: str) -> str:
    assert date.fromisoformat(text).isoformat() == text, "a date is YYYY-MM-DD"
    return text


Score = Annotated[int, Field(ge=0, le=100)]
Confidence = Annotated[float, Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1, max_length=5000)]
Suggestions = Annotated[list[Text], Field(max_length=10)]
Moment = Annotated[str, AfterValidator(_moment)]
Day = Annotated[str, AfterValidator(_day)]
Number = int | float
Three = Literal["low", "medium", "high"]
Four = Literal["low", "medium", "high", "critical"]


class Envelope(Strict, Generic[T]):
    success: Literal[True]
    data: T


class Pagination(Strict):
    page: int
    limit: int
    total: int
    total_pages: int


class Page(Envelope[T], Generic[T]):
    pagination: Pagination


class Error(Strict):
    success: Literal[False]
    error: Text
    code: Literal[
        "INVALID_GOAL_DATA",
        "VALIDATION_ERROR",
        "INSUFFICIENT_CONTEXT",
        "WEBSITE_UNREACHABLE",
        "UNAUTHORIZED",
        "FORBIDDEN",
        "RESOURCE_NOT_FOUND",
        "METHOD_NOT_ALLOWED",
        "CONFLICT",
        "PAYLOAD_TOO_LARGE",
        "UNSUPPORTED_MEDIA_TYPE",
        "RATE_LIMIT_EXCEEDED",
        "AI_SERVICE_UNAVAILABLE",
        "ALIGNMENT_CALCULATION_FAILED",
        "INTERNAL_SERVER_ERROR",
    ]
    errors: dict[str, str] | None = None
    details: Any = None


class ComponentScores(Strict):
    intentAlignment: Score
    strategyAlignment: Score
    kpiRelevance: Score


class Breakdown(Strict):
    visionAlignment: Score
    purposeAlignment: Score
    valuesAlignment: Score


class AlignmentCheck(Strict):
    alignmentScore: Score
    score: Score
    explanation: Text
    suggestions: Suggestions
    componentScores: ComponentScores
    breakdown: Breakdown
    lastUpdated: Moment


class AlignmentExplanation(Strict):
    explanation: Text


class AlignmentSuggestions(Strict):
    suggestions: Suggestions


class Strategy(Strict):
    title: Text
    description: Text
    rationale: Text
    difficulty: Three
    timeframe: Text
    expectedImpact: Three
    prerequisites: list[Text]
    estimatedCost: Number | None
    requiredResources: list[Text]


class StrategySuggestions(Strict):
    suggestions: Annotated[list[Strategy], Field(max_length=10)]
    confidence: Confidence
    reasoning: Text


class Benchmark(Strict):
    industry: str
    typical: Number
    excellent: Number


class Kpi(Strict):
    name: Text
    description: Text
    category: Text
    unit: Text
    direction: Literal["up", "down"]
    formula: Text
    rationale: Text
    benchmark: Benchmark | None
    isLeading: bool
    frequency: Text
    difficulty: Three
    dataSource: Text


class KpiRecommendations(Strict):
    recommendations: Annotated[list[Kpi], Field(max_length=10)]
    confidence: Confidence
    reasoning: Text


class Connection(Strict):
    goalId: str
    goalTitle: str
    alignmentScore: Score
    impact: Four


class ActionAlignment(Strict):
    actionId: str
    alignmentScore: Score
    strategicConnections: list[Connection]
    recommendations: list[Text]


class StrategicAlignment(Strict):
    alignmentAnalysis: list[ActionAlignment]
    overallAlignment: Score
    insights: list[Text]


class FiveWhys(Strict):
    suggestedQuestions: list[Text]
    potentialRootCauses: list[Text]


class Swot(Strict):
    strengths: list[Text]
    weaknesses: list[Text]
    opportunities: list[Text]
    threats: list[Text]


class FishboneCause(Strict):
    cause: Text
    subCauses: list[Text]


class FishboneCategory(Strict):
    name: Text
    causes: list[FishboneCause]


class Fishbone(Strict):
    problemStatement: Text
    framework: Literal["6M", "8P", "4S", "custom"]
    categories: list[FishboneCategory]
    mostLikelyCauses: list[Text]


class ParetoCategory(Strict):
    cause: Text
    count: int | None
    percent: float | None
    cumulativePercent: float | None


class Pareto(Strict):
    measure: Text
    source: Literal["input", "toCollect"]
    categories: list[ParetoCategory]
    total: int | None
    thresholdPercent: Literal[80]
    vitalFew: list[Text]
    dataToCollect: list[Text]


class Methods(Strict):
    """An item carries the blocks of its methods and no others; a method's block is there or not."""

    fiveWhys: FiveWhys | None = None
    swot: Swot | None = None
    fishbone: Fishbone | None = None
    pareto: Pareto | None = None


class RootCause(Strict):
    method: Literal["five_whys", "fishbone", "swot", "pareto"]
    confidence: Confidence
    suggestions: Methods
    reasoning: Text


class Action(Strict):
    title: Text
    description: Text
    priority: Four
    estimatedDuration: Number
    estimatedCost: Number | None
    assignmentSuggestion: Text
    dependencies: list[Text]
    confidence: Confidence
    reasoning: Text
    expectedOutcome: Text
    risks: list[Text]


class Prioritization(Strict):
    actionId: str
    suggestedPriority: Four
    currentPriority: str
    reasoning: Text
    confidence: Confidence
    urgencyFactors: list[Text]
    impactFactors: list[Text]
    recommendedAction: Literal["escalate", "maintain", "de-prioritize"]
    estimatedBusinessValue: Number | None


class Alternative(Strict):
    startDate: Day
    dueDate: Day
    rationale: Text


class Schedule(Strict):
    actionId: str
    suggestedStartDate: Day
    suggestedDueDate: Day
    reasoning: Text
    confidence: Confidence
    dependencies: list[Text]
    resourceConsiderations: list[Text]
    risks: list[Text]
    alternativeSchedules: list[Alternative]


class Revenue(Strict):
    current: Number | None
    previous: Number | None
    trend: Literal["up", "down", "stable"] | None
    changePercent: float | None


class Customers(Strict):
    total: int | None
    new: int | None
    churned: int | None
    retentionRate: float | None


class Operations(Strict):
    activeGoals: int | None
    completedActions: int | None
    openIssues: int | None


class Team(Strict):
    size: int | None
    utilization: Number | None
    satisfaction: Annotated[Number, Field(ge=0, le=10)] | None


class BusinessData(Strict):
    revenue: Revenue
    customers: Customers
    operations: Operations
    team: Team


class InsightMetadata(Strict):
    conversation_count: int
    business_impact: Three
    effort_required: Three


class Insight(Strict):
    id: Text
    title: Text
    description: Text
    category: Literal["strategy", "operations", "finance", "marketing", "leadership", "technology"]
    priority: Four
    status: Literal["active", "dismissed", "acknowledged"]
    created_at: Moment
    updated_at: Moment
    metadata: InsightMetadata


class OnboardingSuggestions(Strict):
    suggestions: Suggestions
    reasoning: Text


class WebsiteScan(Strict):
    businessName: str | None
    industry: str | None
    description: str | None
    products: list[Text]
    targetMarket: str | None
    suggestedNiche: str | None


class OnboardingCoaching(Strict):
    response: Text
    suggestions: Suggestions


class Conversation(Strict):
    id: Text
    topic: str
    createdAt: Moment


class Message(Strict):
    response: Text
    suggestions: list[Text]
    relatedInsights: list[Text]
