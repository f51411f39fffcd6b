import { setTimeout as pause } from "node:timers/promises";
import { type Connection, connect, type Line } from "./ask.ts";
import type { Client, Extras, Fields, PatchForm, Said } from "./cases/case.ts";

const contentTypes: Readonly<Record<PatchForm | "apply", string>> = {
  merge: "application/merge-patch+json",
  json: "application/json-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

/** How long a watch may take to show what a case waits for. */
const watchMilliseconds = 15_000;

function withQuery(path: string, query: string | undefined): string {
  if (!query) return path;
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}

async function collect(
  connection: Connection,
  path: string,
  last: (line: Line, so: readonly Line[]) => boolean,
  act?: () => Promise<unknown>,
): Promise<Line[]> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), watchMilliseconds);
  const found: Line[] = [];
  const reading = (async () => {
    for await (const line of connection.lines(path, abort.signal)) {
      found.push(line);
      if (last(line, found)) break;
    }
  })();
  try {
    if (act) {
      await pause(150);
      await act();
    }
    await reading;
  } catch (error) {
    if (!abort.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
  return found;
}

/** A client of one server for one case. */
export function clientOf(target: { url: string; token: string }, namespace: string): Client & { close(): void } {
  const connection = connect(target);
  const ask = async (method: string, path: string, body?: unknown, extras: Extras = {}): Promise<Said> => {
    const answer = await connection.ask({
      method,
      path: withQuery(path, extras.query),
      ...(body === undefined ? {} : { body }),
      ...(extras.headers ? { headers: extras.headers } : {}),
    });
    const warning = answer.headers.warning?.toString();
    return { status: answer.status, body: answer.body, ...(warning ? { warning } : {}) };
  };
  const patch = (path: string, form: PatchForm | "apply", body: unknown, extras: Extras = {}): Promise<Said> =>
    ask("PATCH", path, body, { ...extras, headers: { "content-type": contentTypes[form], ...extras.headers } });
  return {
    namespace,
    core: (rest) => `/api/v1/namespaces/${namespace}/${rest}`,
    group: (apiVersion, rest) => `/apis/${apiVersion}/namespaces/${namespace}/${rest}`,
    ask,
    get: (path, extras) => ask("GET", path, undefined, extras),
    create: (path, object, extras) => ask("POST", path, object, extras),
    replace: (path, object, extras) => ask("PUT", path, object, extras),
    patch,
    apply: (path, object, extras = {}) =>
      patch(path, "apply", object, { ...extras, query: extras.query ?? "fieldManager=tester" }),
    remove: (path, options, extras) => ask("DELETE", path, options, extras),
    header: async (path, name, extras = {}) => {
      const answer = await connection.ask({ path, ...(extras.headers ? { headers: extras.headers } : {}) });
      return answer.headers[name]?.toString();
    },
    watch: (path, last, act) => collect(connection, path, last, act),
    until: async (path, fits, seconds = 20) => {
      for (let attempt = 0; ; attempt += 1) {
        const { body } = await ask("GET", path);
        if (fits(body as Fields) || attempt * 0.1 > seconds) return body;
        await pause(100);
      }
    },
    close: () => connection.close(),
  };
}
