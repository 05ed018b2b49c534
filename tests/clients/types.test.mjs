// Types generated from the running server's document, held against the contract's by the compiler.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import openapiTS, { astToString } from "openapi-typescript";

const here = import.meta.dirname;
// A default is what the server takes for a field that is left out; it makes no field required.
const OPTIONS = { defaultNonNullable: false, silent: true };
let folder, document;

before(async () => {
    folder = await mkdtemp(join(tmpdir(), "types-"));
    document = await (await fetch(`${process.env.LOCAL}/openapi.json`)).json();
});
after(() => rm(folder, { recursive: true }));

// A folder of its own for a document: the types generated from it, beside the contract and the check.
async function generated(name, from) {
    const place = join(folder, name);
    await mkdir(place);
    await cp(join(here, "types"), place, { recursive: true });
    await writeFile(join(place, "generated.ts"), astToString(await openapiTS(from, OPTIONS)));
    return join(place, "check.ts");
}

// What the compiler says, a line each.
function compiled(files) {
    const tsc = join(here, "node_modules/typescript/bin/tsc");
    const options = ["--strict", "--noEmit", "--pretty", "false", "--lib", "es2022", "--skipLibCheck"];
    return new Promise((resolve) =>
        execFile(process.execPath, [tsc, ...options, ...files], { cwd: folder }, (error, out) =>
            resolve({ code: error?.code ?? 0, out }),
        ),
    );
}

test("What the server documents is what the contract says, for each operation it has.", async () => {
    assert.deepEqual(await compiled([await generated("served", document)]), { code: 0, out: "" });
});

// Each of these is a document that is wrong in one place, and what the compiler must say of it.
const WRONG = {
    "a misspelt field of a request": [
        "does not know every name",
        ({ AlignmentCheckRequest: { properties } }) => {
            properties.KPIs = properties.kpis;
            delete properties.kpis;
        },
    ],
    "a request that asks for more": [
        "does not take the contract's request",
        ({ GoalKpi }) => (GoalKpi.required = ["name"]),
    ],
    "a key that may be missing": ["lacks what the contract has", ({ Breakdown }) => Breakdown.required.pop()],
    "a number that is a text": [
        "lacks what the contract has",
        ({ AlignmentCheck }) => (AlignmentCheck.properties.score.type = "string"),
    ],
    "a key more": [
        "may have keys beyond",
        ({ ComponentScores }) => (ComponentScores.properties.extra = { type: "string" }),
    ],
    "an error without its code": ["a refusal is not the contract's", ({ Error }) => Error.required.pop()],
    "an operation that the contract has not": [
        "the contract has no such operation",
        (_, paths) => (paths["/api/coaching/else"] = paths["/api/coaching/alignment-check"]),
    ],
    "an operation that is gone": [
        "does not satisfy the constraint",
        (_, paths) => delete paths["/coaching/alignment-check"],
    ],
};

test("A document that is wrong in one place does not compile, and the compiler says where.", async () => {
    const files = Object.entries(WRONG).map(([name, [, spoil]]) => {
        const copy = structuredClone(document);
        spoil(copy.components.schemas, copy.paths);
        return generated(name.replaceAll(" ", "-"), copy);
    });

    const { out } = await compiled(await Promise.all(files));

    for (const [name, [said]] of Object.entries(WRONG)) {
        const place = `${name.replaceAll(" ", "-")}/check.ts`;
        const found = out.split(/^(?=\S)/m).filter((message) => message.startsWith(place));
        assert.ok(found.some((message) => message.includes(said)), `${name}: ${found.join("")}`);
    }
});
