// A user of the front end: a client, and a record of everything that happened to them.
import { coachingClient } from "./client.mjs";

export function visitor(baseURL, { tenant = "acme", token = "a-token", fresh = "a-fresh-token" } = {}) {
    const record = { sent: [], shown: [], pauses: [], refreshes: 0, logouts: 0 };
    let current = token;
    const client = coachingClient({
        baseURL,
        tenant,
        session: {
            token: () => current,
            refresh: async () => {
                record.refreshes += 1;
                current = fresh;
            },
            logOut: () => (record.logouts += 1),
        },
        tell: (error, errors) => record.shown.push({ error, errors }),
        pause: async (milliseconds) => record.pauses.push(milliseconds), // noted, not waited for
    });
    client.interceptors.request.use((config) => {
        record.sent.push(config.url);
        return config;
    });
    return { client, record };
}

// What the server answers to a request that it refuses: the promise must fail, with a response.
export async function refused(promise) {
    const answer = await promise.catch((error) => error);
    if (!answer.response?.status) throw new Error(`not refused: ${answer.message ?? answer.status}`);
    return answer.response;
}
