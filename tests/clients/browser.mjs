// Chromium without a screen, which can reach nothing but this machine; and a watch over what a page does.
import { chromium } from "playwright-core";

export const STRANGER = "stranger.test";
// The stranger's name leads here too; every other name leads nowhere, so that nothing can be asked outside.
const NAMES = `MAP ${STRANGER} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1`;

export const launch = () =>
    chromium.launch({
        executablePath: process.env.CHROMIUM,
        chromiumSandbox: false, // a container's root cannot have one; each launch has a new, empty profile
        args: [
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            `--host-resolver-rules=${NAMES}`,
        ],
    });

// A new page, and a record of what it asks for, what it complains of and what its policy refuses.
export async function watched(browser) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    const record = { asked: [], complaints: [] };
    page.on("request", (request) => record.asked.push(request.url()));
    page.on("pageerror", (error) => record.complaints.push(String(error)));
    page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) record.complaints.push(message.text());
    });
    await page.exposeFunction("violated", (what) => record.complaints.push(`policy: ${what}`));
    await page.addInitScript(() =>
        addEventListener("securitypolicyviolation", (event) =>
            window.violated(`${event.effectiveDirective} ${event.blockedURI}`),
        ),
    );
    return { page, record };
}
