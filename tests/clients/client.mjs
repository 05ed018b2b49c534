// The front end's client of this service, as the contract's reading describes it: what it sends with
// every request, and what it does with each status. Node's suite and the browser's both use this file.
import axios from "axios";

const TRIES = 3;
const SECOND = 1000;

/**
 * @param baseURL where the service is
 * @param tenant what X-Tenant-Id says
 * @param session {token(): string, refresh(): Promise<void>, logOut(): void}
 * @param tell shows an error to the user: (text, {field: text}) => void
 * @param pause waits so many milliseconds before a request is sent again
 */
export function coachingClient({ baseURL, tenant, session, tell, pause }) {
    const headers = { "Content-Type": "application/json" };
    const client = axios.create({ baseURL, headers, timeout: 30 * SECOND });

    client.interceptors.request.use((config) => {
        config.headers.set("Authorization", `Bearer ${session.token()}`);
        config.headers.set("X-Tenant-Id", tenant);
        return config;
    });

    client.interceptors.response.use(
        (response) => {
            if (response.data.success !== true) throw new Error(`no success: ${response.config.url}`);
            return response;
        },
        async (error) => {
            const { config, response } = error;
            if (!response) throw error; // nothing came, or the page may not read what came
            const { refreshed = false, tries = 0 } = config;
            switch (response.status) {
                case 401:
                    if (!refreshed) {
                        await session.refresh();
                        return client.request({ ...config, refreshed: true });
                    }
                    session.logOut();
                    break;
                case 403:
                    tell("Access denied", {});
                    break;
                case 500:
                    if (tries < TRIES) {
                        await pause(2 ** tries * SECOND);
                        return client.request({ ...config, tries: tries + 1 });
                    }
                    tell(response.data.error, {});
                    break;
                default: // 422 has `errors`; 429 and 503 are not tried again
                    tell(response.data.error, response.data.errors ?? {});
            }
            throw error;
        },
    );
    return client;
}
