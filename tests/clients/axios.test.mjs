// The front end's axios client against the running server.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ALL, CHECK, EXPLANATION, SUGGESTIONS, check, explanation, suggestions } from "./requests.mjs";
import { refused, visitor } from "./visitor.mjs";

const { LOCAL, KEYED, FALTERING, PROVIDER, KEY } = process.env;
const named = (intent) => ({ ...check, goalIntent: intent });
const keys = (value) => Object.keys(value).sort();

// An error has these keys and no others, whoever raised it: the server, its framework or its parser.
function assertEnvelope(response, status, code) {
    const expected = ["success", "error", "code", ...(status === 422 ? ["errors"] : [])];
    assert.equal(response.status, status);
    assert.deepEqual(keys(response.data), expected.sort());
    assert.equal(response.data.success, false);
    assert.equal(response.data.code, code);
    assert.ok(response.data.error.length > 10);
    assert.equal(response.headers["content-type"], "application/json");
}

test("alignment-check answers with every documented key, and its two scores are one.", async () => {
    const { data } = (await visitor(LOCAL).client.post(CHECK, check)).data;

    assert.deepEqual(keys(data), [
        "alignmentScore",
        "breakdown",
        "componentScores",
        "explanation",
        "lastUpdated",
        "score",
        "suggestions",
    ]);
    assert.deepEqual(keys(data.componentScores), ["intentAlignment", "kpiRelevance", "strategyAlignment"]);
    assert.deepEqual(keys(data.breakdown), ["purposeAlignment", "valuesAlignment", "visionAlignment"]);
    assert.equal(data.score, data.alignmentScore);
    for (const score of [data.score, ...Object.values(data.componentScores), ...Object.values(data.breakdown)])
        assert.ok(Number.isInteger(score) && score >= 0 && score <= 100);
    assert.match(data.lastUpdated, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
});

test("alignment-explanation answers with a text that can be stored.", async () => {
    const { data } = (await visitor(LOCAL).client.post(EXPLANATION, explanation)).data;

    assert.deepEqual(keys(data), ["explanation"]);
    assert.ok(data.explanation.length > 0 && data.explanation.length <= 5000);
});

test("alignment-suggestions answers with at most ten texts.", async () => {
    const { data } = (await visitor(LOCAL).client.post(SUGGESTIONS, suggestions)).data;

    assert.deepEqual(keys(data), ["suggestions"]);
    assert.ok(data.suggestions.length > 0 && data.suggestions.length <= 10);
    assert.ok(data.suggestions.every((text) => typeof text === "string" && text));
});

test("A later front end leaves out /api, and gets the same answers.", async () => {
    const { client } = visitor(LOCAL);

    for (const [address, request] of ALL) {
        const [long, short] = [await client.post(address, request), await client.post(address.slice(4), request)];
        assert.deepEqual(long.data, short.data);
    }
});

test("A base path with a key serves the same: the client of a deployed service.", async () => {
    const { client, record } = visitor(`${KEYED}/coaching/api/v1`, { token: KEY });

    for (const [address, request] of ALL) {
        assert.equal(200, (await client.post(address, request)).status);
        assert.equal(200, (await client.post(address.slice(4), request)).status);
    }
    assert.equal(record.refreshes, 0);
});

test("A field that does not fit is named as the client named it.", async () => {
    const { client, record } = visitor(LOCAL);
    const { goalIntent, ...without } = check;
    const nested = { ...explanation, goal: { ...explanation.goal, strategies: [{ description: 5 }] } };

    assertEnvelope(await refused(client.post(CHECK, without)), 422, "INVALID_GOAL_DATA");
    assertEnvelope(await refused(client.post(EXPLANATION, nested)), 422, "INVALID_GOAL_DATA");

    assert.deepEqual(
        record.shown.map(({ errors }) => Object.keys(errors)),
        [["goalIntent"], ["goal.strategies.0.description"]],
    );
    assert.ok(record.shown.every(({ error, errors }) => error && Object.values(errors).every(Boolean)));
});

test("Text that is no JSON is a VALIDATION_ERROR, and a blank goal INSUFFICIENT_CONTEXT.", async () => {
    const { client, record } = visitor(LOCAL);
    const asIs = { transformRequest: [(data) => data] };

    assertEnvelope(await refused(client.post(CHECK, '{"goalIntent": ', asIs)), 422, "VALIDATION_ERROR");
    assertEnvelope(await refused(client.post(CHECK, named(" "))), 422, "INSUFFICIENT_CONTEXT");

    assert.equal(record.sent.length, 2);
});

test("A body that is not declared as JSON is a 415.", async () => {
    const response = await refused(
        visitor(LOCAL).client.post(CHECK, "goalIntent=x", { headers: { "Content-Type": "text/plain" } }),
    );

    assertEnvelope(response, 415, "UNSUPPORTED_MEDIA_TYPE");
});

test("An unknown address is a 404, with or without a slash at its end.", async () => {
    const { client } = visitor(LOCAL);

    assertEnvelope(await refused(client.get("/api/coaching/nothing")), 404, "RESOURCE_NOT_FOUND");
    assertEnvelope(await refused(client.post(`${CHECK}/`, check)), 404, "RESOURCE_NOT_FOUND");
});

test("A known address by another method is a 405 that says which one it takes.", async () => {
    const response = await refused(visitor(LOCAL).client.get(CHECK));

    assertEnvelope(response, 405, "METHOD_NOT_ALLOWED");
    assert.equal(response.headers.allow, "POST");
});

test("A body that is too large is a 413 that the client can read, though it was still sending.", async () => {
    const response = await refused(visitor(LOCAL).client.post(CHECK, named("x".repeat(4_000_000))));

    assertEnvelope(response, 413, "PAYLOAD_TOO_LARGE");
});

test("A spent token is refreshed once, and the request is then answered.", async () => {
    const { client, record } = visitor(`${KEYED}/coaching/api/v1`, { token: "spent", fresh: KEY });

    assert.equal(200, (await client.post(CHECK, check)).status);

    assert.deepEqual([record.refreshes, record.logouts, record.sent.length], [1, 0, 2]);
});

test("A token that is refused twice logs the user out.", async () => {
    const { client, record } = visitor(`${KEYED}/coaching/api/v1`);

    const response = await refused(client.post(CHECK, check));

    assertEnvelope(response, 401, "UNAUTHORIZED");
    assert.equal(response.headers["www-authenticate"], "Bearer");
    assert.deepEqual([record.refreshes, record.logouts, record.sent.length], [1, 1, 2]);
});

test("Another tenant's name beside a key is a 403, and logs nobody out.", async () => {
    const { client, record } = visitor(`${KEYED}/coaching/api/v1`, { token: KEY, tenant: "other" });

    assertEnvelope(await refused(client.post(CHECK, check)), 403, "FORBIDDEN");

    assert.deepEqual([record.refreshes, record.logouts, record.sent.length], [0, 0, 1]);
    assert.deepEqual(record.shown, [{ error: "Access denied", errors: {} }]);
});

for (const status of ["401", "403", "429"])
    test(`A provider's ${status} is our 503: no refresh, no logout, not sent again.`, async () => {
        for (const [address, request] of ALL) {
            const { client, record } = visitor(PROVIDER);
            const marked = JSON.parse(JSON.stringify(request).replace("Let people", `Answer ${status}: let people`));

            const response = await refused(client.post(address, marked));

            assertEnvelope(response, 503, "AI_SERVICE_UNAVAILABLE");
            assert.match(response.headers["retry-after"], /^[1-9]\d*$/);
            assert.deepEqual([record.refreshes, record.logouts, record.sent.length], [0, 0, 1]);
            assert.deepEqual(record.shown, [{ error: response.data.error, errors: {} }]);
            assert.doesNotMatch(JSON.stringify([response.data, response.headers.toJSON()]), /canary|PURPOSE_COACH|status \d/);
        }
    });

test("A defect that passes is tried again after 1 and 2 seconds, and the user sees no error.", async () => {
    const { client, record } = visitor(FALTERING);

    assert.equal(200, (await client.post(CHECK, named("Falter, then let people join"))).status);

    assert.deepEqual([record.pauses, record.sent.length, record.shown], [[1000, 2000], 3, []]);
});

test("A defect that stays is tried three times more, and says nothing of itself.", async () => {
    const { client, record } = visitor(FALTERING);

    const response = await refused(client.post(CHECK, named("Defect of ours")));

    assertEnvelope(response, 500, "INTERNAL_SERVER_ERROR");
    assert.deepEqual([record.pauses, record.sent.length], [[1000, 2000, 4000], 4]);
    assert.doesNotMatch(response.data.error, /defect|RuntimeError/i);
});

test("A request that the user leaves takes nothing from the next one.", async () => {
    const { client } = visitor(LOCAL);
    const left = new AbortController();
    const first = client.post(CHECK, named("Left behind at once"), { signal: left.signal }).catch((error) => error.code);
    setImmediate(() => left.abort());

    assert.equal("ERR_CANCELED", await first);
    assert.equal(200, (await client.post(CHECK, named("Asked after that"))).status);
});

test("Requests at the same time are each given their own answer.", async () => {
    const { client } = visitor(LOCAL);
    const strategies = Array.from({ length: 12 }, (_, number) => `Open ${number + 1} places for people to meet`);

    const answers = await Promise.all(
        strategies.map((strategy) => client.post(CHECK, { ...check, strategies: [strategy] })),
    );

    answers.forEach(({ data }, number) => {
        const said = JSON.stringify(data.data);
        assert.deepEqual(strategies.filter((strategy) => said.includes(strategy)), [strategies[number]]);
    });
});
