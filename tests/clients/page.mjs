// A front end in one page: the client of `client.mjs` with axios as the browser gets it. Served by a
// server of its own, so that its origin is not the service's.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const PAGE = `<!doctype html>
<meta charset="utf-8"><title>A front end</title><link rel="icon" href="data:,">
<script type="importmap">{"imports": {"axios": "/axios.js"}}</script>
<script type="module">
    import { refused, visitor } from "/visitor.mjs";
    Object.assign(window, { refused, visitor });
</script>`;

const SCRIPTS = {
    "/axios.js": "node_modules/axios/dist/esm/axios.js",
    "/client.mjs": "client.mjs",
    "/visitor.mjs": "visitor.mjs",
};

export async function servePage() {
    const scripts = {};
    for (const [address, file] of Object.entries(SCRIPTS))
        scripts[address] = await readFile(new URL(file, import.meta.url));
    const server = createServer((request, response) => {
        const script = scripts[request.url];
        response.setHeader("Content-Type", script ? "text/javascript" : "text/html");
        response.end(script ?? PAGE);
    });
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    return server;
}
