import type { Call, Reply } from "./call.ts";
import { plainForm, replyOf } from "./forms.ts";

/** The version that is served; it decides which kubectl a dispatcher runs. */
export const version = {
  major: "1",
  minor: "34",
  emulationMajor: "1",
  emulationMinor: "34",
  minCompatibilityMajor: "1",
  minCompatibilityMinor: "33",
  gitVersion: "v1.34.4",
  gitCommit: "rehearsal",
  gitTreeState: "clean",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "none",
  compiler: "none",
  platform: "any/any",
};

const checks: Readonly<Record<string, readonly string[]>> = {
  healthz: ["ping", "log", "etcd", "poststarthook/rbac/bootstrap-roles"],
  livez: ["ping", "log", "etcd", "poststarthook/rbac/bootstrap-roles"],
  readyz: ["ping", "log", "etcd", "informer-sync", "poststarthook/rbac/bootstrap-roles", "shutdown"],
};

const plain = "text/plain; charset=utf-8";

/** Answers `/version`, `/healthz`, `/livez` and `/readyz`, also check by check. */
export async function handleHealth(call: Call): Promise<Reply | undefined> {
  const [first = "", check, ...more] = call.route.path.split("/").filter((part) => part !== "");
  if (first === "version" && check === undefined) {
    return replyOf(200, JSON.stringify(version), { ...plainForm(call.incoming, call.query), pretty: true });
  }
  const names = checks[first];
  if (!names) return undefined;
  if (check !== undefined) {
    const known = names.includes([check, ...more].join("/"));
    return known ? { code: 200, body: "ok", contentType: plain } : undefined;
  }
  const excluded = new Set(call.query.getAll("exclude"));
  const verbose = call.query.has("verbose");
  const lines = names.map((name) => `[+]${name} ${excluded.has(name) ? "excluded: ok" : "ok"}\n`).join("");
  return { code: 200, body: verbose ? `${lines}${first} check passed\n` : "ok", contentType: plain };
}
