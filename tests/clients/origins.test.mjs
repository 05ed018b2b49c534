// Pages of other origins in Chromium: which of them may call the server, and what they can read.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { STRANGER, launch, watched } from "./browser.mjs";
import { servePage } from "./page.mjs";
import { CHECK, check } from "./requests.mjs";

const { LOCAL, KEYED, KEY, PROVIDER } = process.env;
let browser, server;

before(async () => ([browser, server] = await Promise.all([launch(), servePage()])));
after(async () => {
    await browser?.close();
    server?.close();
});

// A front end's page, at this name.
async function opened(name) {
    const { page, record } = await watched(browser);
    await page.goto(`http://${name}:${server.address().port}/`);
    await page.waitForFunction(() => window.visitor);
    return { page, record };
}

// What the page's client meets: status, body, the headers it may read; or why nothing came.
function posted(page, baseURL, address, body, options = {}) {
    return page.evaluate(
        async ([baseURL, address, body, options]) => {
            const { client, record } = window.visitor(baseURL, options);
            try {
                const { status, data, headers } = await client.post(address, body);
                return { status, data, headers: headers.toJSON(), record };
            } catch ({ code, response }) {
                if (!response) return { blocked: code, record };
                return { status: response.status, data: response.data, headers: response.headers.toJSON(), record };
            }
        },
        [baseURL, address, body, options],
    );
}

for (const name of ["localhost", "127.0.0.1"])
    test(`A front end at ${name} reads an answer, and where it came from.`, async () => {
        const { page } = await opened(name);

        const { status, data, headers } = await posted(page, LOCAL, CHECK, check);

        assert.deepEqual([status, data.success, data.data.score], [200, true, data.data.alignmentScore]);
        for (const header of ["x-request-id", "x-coach-source", "x-coach-tokens", "cache-status"])
            assert.ok(headers[header], `${header} is not exposed`);
        await page.close();
    });

test("It reads what is wrong with its request, by field.", async () => {
    const { page } = await opened("localhost");

    const { status, data, record } = await posted(page, LOCAL, CHECK, { ...check, goalIntent: 5 });

    assert.deepEqual([status, data.code, Object.keys(data.errors)], [422, "INVALID_GOAL_DATA", ["goalIntent"]]);
    assert.deepEqual(record.shown, [{ error: data.error, errors: data.errors }]);
    await page.close();
});

test("It reads when to come back after a 503, and that a body was too large.", async () => {
    const { page } = await opened("localhost");

    const away = await posted(page, PROVIDER, CHECK, check);
    const large = await posted(page, LOCAL, CHECK, { ...check, goalIntent: "x".repeat(300_000) });

    assert.deepEqual([away.status, away.data.code], [503, "AI_SERVICE_UNAVAILABLE"]);
    assert.match(away.headers["retry-after"], /^[1-9]\d*$/);
    assert.deepEqual([large.status, large.data.code], [413, "PAYLOAD_TOO_LARGE"]);
    await page.close();
});

test("It reads a 401, refreshes its key and is then answered.", async () => {
    const { page } = await opened("localhost");

    const options = { token: "spent", fresh: KEY };
    const { status, record } = await posted(page, `${KEYED}/coaching/api/v1`, CHECK, check, options);

    assert.deepEqual([status, record.refreshes, record.logouts], [200, 1, 0]);
    await page.close();
});

test("A page of a stranger gets no answer: its preflight is refused, and the call is never sent.", async () => {
    const { page, record } = await opened(STRANGER);
    const answered = [];
    page.on("response", (response) => answered.push(response.request().method()));

    const { blocked } = await posted(page, LOCAL, CHECK, check);

    assert.equal(blocked, "ERR_NETWORK");
    assert.ok(record.complaints.some((text) => text.includes("blocked by CORS policy")));
    assert.deepEqual(answered.filter((method) => method !== "OPTIONS"), []);
    await page.close();
});

test("What a stranger's page can send without a preflight is refused, and unreadable to it.", async () => {
    const { page } = await opened(STRANGER);
    const answered = page.waitForResponse((response) => response.url().startsWith(LOCAL));

    const seen = await page.evaluate(
        async ([url, text]) => {
            const { type, status } = await fetch(url, { method: "POST", mode: "no-cors", body: text });
            const read = await fetch(url, { method: "POST", body: text }).catch(({ name }) => name);
            return [type, status, read];
        },
        [LOCAL + CHECK, JSON.stringify(check)],
    );

    assert.deepEqual(seen, ["opaque", 0, "TypeError"]);
    assert.equal((await answered).status(), 403);
    await page.close();
});
