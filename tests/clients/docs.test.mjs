// The reference page in Chromium: it works offline, under its own policy, and a call can be tried.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, watched } from "./browser.mjs";

const { LOCAL, SCREENSHOTS } = process.env;
let browser, page, record;

// For a person to look at: the window, scrolled to this part of the page.
async function shot(name, part) {
    await part.evaluate((element) => element.scrollIntoView({ behavior: "instant" }));
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

before(async () => {
    browser = await launch();
    ({ page, record } = await watched(browser));
    await page.goto(`${LOCAL}/docs`);
    await page.locator(".opblock").first().waitFor();
});
after(() => browser?.close());

// The page's own server was asked for something, and nobody else.
function assertOffline() {
    const hosts = new Set(record.asked.filter((url) => !url.startsWith("data:")).map((url) => new URL(url).host));
    assert.deepEqual([...hosts], [new URL(LOCAL).host]);
    assert.deepEqual(record.complaints, []);
}

test("The page lists each operation, asks no other host and breaks no policy.", async () => {
    const listed = await page.locator(".opblock-summary-path").evaluateAll((all) => all.map((one) => one.dataset.path));
    const document = await (await fetch(`${LOCAL}/openapi.json`)).json();

    assert.deepEqual(listed.sort(), Object.keys(document.paths).sort());
    for (const name of ["alignment-check", "alignment-explanation", "alignment-suggestions"])
        assert.ok(listed.includes(`/api/coaching/${name}`));
    assert.match(await page.title(), /purpose-coach/);
    await shot("docs", page.locator("body"));
    assertOffline();
});

test("A call is tried by opening an operation and clicking Execute, and its answer is shown.", async () => {
    const operation = page.locator(".opblock", { has: page.locator('[data-path="/api/coaching/alignment-check"]') });

    await operation.locator(".opblock-summary-control").click();
    await shot("try", operation);
    await operation.locator(".execute").click();
    const live = operation.locator(".live-responses-table .response").first();
    await live.waitFor();

    assert.match(await live.locator(".response-col_status").innerText(), /^200\b/);
    const shown = JSON.parse(await live.locator(".highlight-code code").first().innerText());
    assert.equal(shown.success, true);
    assert.equal(shown.data.score, shown.data.alignmentScore);
    await shot("tried", operation.locator(".live-responses-table"));
    assertOffline();
});

test("The policy is at work: a script of another origin is refused, and would be seen here.", async () => {
    const complaints = record.complaints.length;

    await page.evaluate(() => {
        const script = document.createElement("script");
        script.src = "http://localhost:9/other.js";
        document.body.append(script);
        return new Promise((failed) => (script.onerror = failed)).then(() => null);
    });

    assert.ok(record.complaints.slice(complaints).some((text) => text.startsWith("policy: script-src")));
});
