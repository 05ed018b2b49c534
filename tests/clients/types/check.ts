// The types generated from the server's document, held against the contract's. Nothing here runs:
// whatever does not fit is an error of the compiler, at the line of its operation.
import type * as C from "./contract";
import type { paths } from "./generated";

// What an operation takes, and what its answer of 200 holds.
interface Of<Request, Data, Beside = unknown> {
    request: Request;
    answer: { success: true; data: Data } & Beside;
}

// One line an operation. A line says nothing until the server has the operation; an operation of the
// server's that has no line is an error.
interface Operations {
    "/api/coaching/alignment-check": Of<C.AlignmentCheckRequest, C.AlignmentCheck>;
    "/api/coaching/alignment-explanation": Of<C.AlignmentExplanationRequest, C.AlignmentExplanation>;
    "/api/coaching/alignment-suggestions": Of<C.AlignmentSuggestionsRequest, C.AlignmentSuggestions>;
    "/api/coaching/strategy-suggestions": Of<C.StrategySuggestionsRequest, C.StrategySuggestions>;
    "/api/coaching/kpi-recommendations": Of<C.KpiRecommendationsRequest, C.KpiRecommendations>;
    "/api/operations/strategic-alignment": Of<C.StrategicAlignmentRequest, C.StrategicAlignment>;
    "/api/operations/root-cause-suggestions": Of<C.RootCauseRequest, C.RootCauses>;
    "/api/operations/action-suggestions": Of<C.ActionSuggestionsRequest, C.ActionSuggestions>;
    "/api/operations/prioritization-suggestions": Of<C.PrioritizationRequest, C.Prioritizations>;
    "/api/operations/scheduling-suggestions": Of<C.SchedulingRequest, C.Schedules>;
    "/multitenant/conversations/business-data": Of<undefined, C.BusinessData>;
    "/insights/generate": Of<undefined, C.Insights, { pagination: C.Pagination }>;
    "/suggestions/onboarding": Of<C.OnboardingSuggestionsRequest, C.OnboardingSuggestions>;
    "/website/scan": Of<C.WebsiteScanRequest, C.WebsiteScan>;
    "/coaching/onboarding": Of<C.OnboardingCoachingRequest, C.OnboardingCoaching>;
    "/conversations/initiate": Of<C.ConversationRequest, C.Conversation>;
    "/conversations/{id}/message": Of<C.MessageRequest, C.Message>;
}

// Ten operations are served without `/api` as well, and are the same there.
type Contracted<Path> = Path extends keyof Operations
    ? Operations[Path]
    : `/api${Path & string}` extends keyof Operations
      ? Operations[`/api${Path & string}`]
      : undefined;

// What the generated types say of an address.
type Method<Item> = Item extends { post: infer Op } ? Op : Item extends { get: infer Op } ? Op : never;
type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : undefined;
type Asked<Op> = Op extends { requestBody: infer Body } ? Json<Body> : undefined;
type Answered<Op, Status> = Op extends { responses: infer All } ? Json<All[Status & keyof All]> : never;

// A type with nothing optional and nothing null, at any depth: all the names that it knows.
type Whole<T> = T extends (infer Item)[]
    ? Whole<Item>[]
    : T extends object
      ? { [Key in keyof T]-?: Whole<NonNullable<T[Key]>> }
      : T;

// A request may be read more widely than the contract writes it. So: what the contract sends is taken,
// and each of its names is known to the server, which would else drop the field in silence.
type Named<T> = T extends (infer Item)[]
    ? Named<Item>[]
    : T extends object
      ? { [Key in keyof T]-?: Named<NonNullable<T[Key]>> }
      : unknown;
type Taken<Sent, Read> = [Sent] extends [Read]
    ? [Named<Read>] extends [Named<Sent>]
        ? true
        : "the server does not know every name in the contract's request"
    : "the server does not take the contract's request";

// An answer is what the contract says: assignable both ways, and no key more, not even an optional one.
type Same<Given, Due> = [Given] extends [Due]
    ? [Due] extends [Given]
        ? [Whole<Due>] extends [Whole<Given>]
            ? true
            : "the answer may have keys beyond the contract's"
        : "the answer is more than the contract has"
    : "the answer lacks what the contract has";

// With `?include=evidence` warnings stand beside the data, and beside an array its evidence, which has no
// place in it; a plain answer never has them.
type Beside<Answer> = Answer extends { data: unknown[] } ? { evidence?: Record<string, never>[] } : unknown;
type Warned<Answer> = { [Key in keyof Answer]: Answer[Key] } & { warnings?: string[] } & Beside<Answer>;

// A status may name fewer codes than the contract has, and never others.
type Refused<Given> = [Given] extends [C.Refusal] ? true : "a refusal is not the contract's";

type Statuses = 401 | 403 | 422 | 429 | 500 | 503;

type Held = {
    [Path in keyof paths]: Contracted<Path> extends { request: infer Request; answer: infer Answer }
        ? {
              request: Taken<Request, Asked<Method<paths[Path]>>>;
              answer: Same<Answered<Method<paths[Path]>, 200>, Warned<Answer>>;
              refusal: Refused<Answered<Method<paths[Path]>, Statuses>>;
          }
        : { request: "the contract has no such operation" };
};
type Due = { [Path in keyof paths]: { request: true; answer: true; refusal: true } };

declare const held: Held;
export const due: Due = held;

// Those that are served today, so that a document without them does not pass for want of anything to check.
export type Today = Pick<
    paths,
    | "/api/coaching/alignment-check"
    | "/api/coaching/alignment-explanation"
    | "/api/coaching/alignment-suggestions"
    | "/api/coaching/strategy-suggestions"
    | "/api/coaching/kpi-recommendations"
    | "/api/operations/strategic-alignment"
    | "/api/operations/root-cause-suggestions"
    | "/api/operations/action-suggestions"
    | "/api/operations/prioritization-suggestions"
    | "/api/operations/scheduling-suggestions"
    | "/coaching/alignment-check"
    | "/coaching/alignment-explanation"
    | "/coaching/alignment-suggestions"
    | "/coaching/strategy-suggestions"
    | "/coaching/kpi-recommendations"
    | "/operations/strategic-alignment"
    | "/operations/root-cause-suggestions"
    | "/operations/action-suggestions"
    | "/operations/prioritization-suggestions"
    | "/operations/scheduling-suggestions"
    | "/suggestions/onboarding"
    | "/coaching/onboarding"
>;
