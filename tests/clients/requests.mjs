// Requests as the contract writes them, each operation's in its own shape.
export const CHECK = "/api/coaching/alignment-check";
export const EXPLANATION = "/api/coaching/alignment-explanation";
export const SUGGESTIONS = "/api/coaching/alignment-suggestions";

const FOUNDATION = {
    vision: "A world where anyone can take part in decisions that affect them",
    purpose: "Break down the barriers to participation in decision-making",
    coreValues: ["Transparency", "Open-source collaboration"],
};
const MARKET = { targetMarket: "Community organisations – “small” ones", valueProposition: null };

export const check = {
    goalIntent: "Let people join a group decision from a basic mobile phone",
    strategies: ["Offer participation by email and SMS"],
    kpis: ["Share of decisions with mobile participants"],
    businessFoundation: { ...FOUNDATION, ...MARKET },
};
export const explanation = {
    goal: {
        intent: check.goalIntent,
        strategies: [{ description: check.strategies[0] }],
        kpis: [{ sharedKpiId: "kpi-1", name: check.kpis[0] }],
    },
    businessFoundation: { ...FOUNDATION, ...MARKET },
};
export const suggestions = {
    goal: { ...explanation.goal, kpis: [{ sharedKpiId: "kpi-1" }] },
    businessFoundation: FOUNDATION,
};

export const ALL = [
    [CHECK, check],
    [EXPLANATION, explanation],
    [SUGGESTIONS, suggestions],
];
