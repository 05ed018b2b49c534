// The contract's requests and answers, written from it by hand: what the front end sends and reads.
// `string?` is absent or null. In an answer every key is there; what cannot be known is null.

type Scale = "low" | "medium" | "high";
type Urgency = Scale | "critical";
type Maybe = string | null;

export interface Foundation {
    vision: string;
    purpose: string;
    coreValues: string[];
}
export interface WiderFoundation extends Foundation {
    targetMarket?: Maybe;
    valueProposition?: Maybe;
}

export interface AlignmentCheckRequest {
    goalIntent: string;
    strategies: string[];
    kpis: string[];
    businessFoundation: WiderFoundation;
}
export interface AlignmentCheck {
    alignmentScore: number;
    score: number;
    explanation: string;
    suggestions: string[];
    componentScores: { intentAlignment: number; strategyAlignment: number; kpiRelevance: number };
    breakdown: { visionAlignment: number; purposeAlignment: number; valuesAlignment: number };
    lastUpdated: string;
}

export interface AlignmentExplanationRequest {
    goal: {
        intent: string;
        strategies: { description: string }[];
        kpis: { sharedKpiId: string; name: string }[];
    };
    businessFoundation: WiderFoundation;
}
export interface AlignmentExplanation {
    explanation: string;
}

export interface AlignmentSuggestionsRequest {
    goal: { intent: string; strategies: { description: string }[]; kpis: { sharedKpiId: string }[] };
    businessFoundation: Foundation;
}
export interface AlignmentSuggestions {
    suggestions: string[];
}

export interface StrategySuggestionsRequest {
    goalIntent: string;
    businessContext: {
        industry: string;
        businessType: string;
        targetMarket: string;
        currentChallenges: string[];
    };
    existingStrategies: string[];
    constraints: { budget: number; timeline: string; resources: string[] };
}
export interface StrategySuggestions {
    suggestions: {
        title: string;
        description: string;
        rationale: string;
        difficulty: Scale;
        timeframe: string;
        expectedImpact: Scale;
        prerequisites: string[];
        estimatedCost: number | null;
        requiredResources: string[];
    }[];
    confidence: number;
    reasoning: string;
}

export interface KpiRecommendationsRequest {
    goalIntent: string;
    strategies: { description: string; category?: Maybe }[];
    businessContext: { industry: string; businessType: string; currentKPIs: string[] };
    preferences: { quantitative: boolean; leadingIndicators: boolean; laggingIndicators: boolean };
}
export interface KpiRecommendations {
    recommendations: {
        name: string;
        description: string;
        category: string;
        unit: string;
        direction: "up" | "down";
        formula: string;
        rationale: string;
        benchmark: { industry: string; typical: number; excellent: number } | null;
        isLeading: boolean;
        frequency: string;
        difficulty: Scale;
        dataSource: string;
    }[];
    confidence: number;
    reasoning: string;
}

export interface StrategicAlignmentRequest {
    actions: { id: string; title: string; description: string; priority: string; status: string }[];
    goals: { id: string; intent: string; strategies: string[] }[];
    businessFoundation: Foundation;
}
export interface StrategicAlignment {
    alignmentAnalysis: {
        actionId: string;
        alignmentScore: number;
        strategicConnections: {
            goalId: string;
            goalTitle: string;
            alignmentScore: number;
            impact: Urgency;
        }[];
        recommendations: string[];
    }[];
    overallAlignment: number;
    insights: string[];
}

export interface RootCauseRequest {
    issueTitle: string;
    issueDescription: string;
    businessImpact: Urgency;
    context: {
        reportedBy: string;
        dateReported: string;
        relatedActions: string[];
        affectedAreas: string[];
    };
}
export type RootCauses = {
    method: "five_whys" | "fishbone" | "swot" | "pareto";
    confidence: number;
    suggestions: {
        fiveWhys?: { suggestedQuestions: string[]; potentialRootCauses: string[] };
        swot?: { strengths: string[]; weaknesses: string[]; opportunities: string[]; threats: string[] };
        fishbone?: {
            problemStatement: string;
            framework: "6M" | "8P" | "4S" | "custom";
            categories: { name: string; causes: { cause: string; subCauses: string[] }[] }[];
            mostLikelyCauses: string[];
        };
        pareto?: {
            measure: string;
            source: "input" | "toCollect";
            categories: {
                cause: string;
                count: number | null;
                percent: number | null;
                cumulativePercent: number | null;
            }[];
            total: number | null;
            thresholdPercent: 80;
            vitalFew: string[];
            dataToCollect: string[];
        };
    };
    reasoning: string;
}[];

export interface ActionSuggestionsRequest {
    issue: { title: string; description: string; impact: Urgency; rootCause?: Maybe };
    constraints: { timeline?: Maybe; budget: number; availableResources: string[] };
    context: { relatedGoals: string[]; currentActions: string[]; businessPriorities: string[] };
}
export type ActionSuggestions = {
    title: string;
    description: string;
    priority: Urgency;
    estimatedDuration: number;
    estimatedCost: number | null;
    assignmentSuggestion: string;
    dependencies: string[];
    confidence: number;
    reasoning: string;
    expectedOutcome: string;
    risks: string[];
}[];

export interface PrioritizationRequest {
    actions: {
        id: string;
        title: string;
        currentPriority: Urgency;
        dueDate: string;
        impact: string;
        effort: string;
        status: string;
        linkedGoals: string[];
    }[];
    businessContext: { currentGoals: string[]; constraints: string[]; urgentDeadlines: string[] };
}
export type Prioritizations = {
    actionId: string;
    suggestedPriority: Urgency;
    currentPriority: string;
    reasoning: string;
    confidence: number;
    urgencyFactors: string[];
    impactFactors: string[];
    recommendedAction: "escalate" | "maintain" | "de-prioritize";
    estimatedBusinessValue: number | null;
}[];

export interface SchedulingRequest {
    actions: {
        id: string;
        title: string;
        estimatedDuration: number;
        dependencies: string[];
        assignedTo: string;
        currentStartDate?: Maybe;
        currentDueDate?: Maybe;
        priority: string;
    }[];
    constraints: {
        teamCapacity: number;
        criticalDeadlines: { date: string; description: string }[];
        teamAvailability: { personId: string; hoursPerWeek: number; unavailableDates: string[] }[];
    };
}
export type Schedules = {
    actionId: string;
    suggestedStartDate: string;
    suggestedDueDate: string;
    reasoning: string;
    confidence: number;
    dependencies: string[];
    resourceConsiderations: string[];
    risks: string[];
    alternativeSchedules: { startDate: string; dueDate: string; rationale: string }[];
}[];

export interface BusinessData {
    revenue: {
        current: number | null;
        previous: number | null;
        trend: string | null;
        changePercent: number | null;
    };
    customers: {
        total: number | null;
        new: number | null;
        churned: number | null;
        retentionRate: number | null;
    };
    operations: {
        activeGoals: number | null;
        completedActions: number | null;
        openIssues: number | null;
    };
    team: { size: number | null; utilization: number | null; satisfaction: number | null };
}

export type Insights = {
    id: string;
    title: string;
    description: string;
    category: "strategy" | "operations" | "finance" | "marketing" | "leadership" | "technology";
    priority: Urgency;
    status: "active" | "dismissed" | "acknowledged";
    created_at: string;
    updated_at: string;
    metadata: { conversation_count: number; business_impact: Scale; effort_required: Scale };
}[];
export interface Pagination {
    page: number;
    limit: number;
    total: number;
    total_pages: number;
}

export interface OnboardingSuggestionsRequest {
    kind: "niche" | "ica" | "valueProposition";
    current?: Maybe;
    context: { businessName?: Maybe; industry?: Maybe; products: string[] };
}
export interface OnboardingSuggestions {
    suggestions: string[];
    reasoning: string;
}

export interface WebsiteScanRequest {
    url: string;
}
export interface WebsiteScan {
    businessName: string | null;
    industry: string | null;
    description: string | null;
    products: string[];
    targetMarket: string | null;
    suggestedNiche: string | null;
}

export interface OnboardingCoachingRequest {
    topic: "coreValues" | "purpose" | "vision";
    message: string;
    context: { businessName: string; industry: string; currentDraft?: Maybe };
}
export interface OnboardingCoaching {
    response: string;
    suggestions: string[];
}

export interface ConversationRequest {
    topic: string;
    initialMessage?: Maybe;
    context: { goalId?: Maybe; issueId?: Maybe };
}
export interface Conversation {
    id: string;
    topic: string;
    createdAt: string;
}

export interface MessageRequest {
    message: string;
}
export interface Message {
    response: string;
    suggestions: string[];
    relatedInsights: string[];
}

export interface Refusal {
    success: false;
    error: string;
    code:
        | "AI_SERVICE_UNAVAILABLE"
        | "ALIGNMENT_CALCULATION_FAILED"
        | "CONFLICT"
        | "FORBIDDEN"
        | "INSUFFICIENT_CONTEXT"
        | "INTERNAL_SERVER_ERROR"
        | "INVALID_GOAL_DATA"
        | "METHOD_NOT_ALLOWED"
        | "PAYLOAD_TOO_LARGE"
        | "RATE_LIMIT_EXCEEDED"
        | "RESOURCE_NOT_FOUND"
        | "UNAUTHORIZED"
        | "UNSUPPORTED_MEDIA_TYPE"
        | "VALIDATION_ERROR"
        | "WEBSITE_UNREACHABLE";
    errors?: Record<string, string>;
}
