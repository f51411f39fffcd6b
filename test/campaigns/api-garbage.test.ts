import { randomBytes } from "node:crypto";
import { request } from "node:https";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, startApi } from "../../src/rehearse/api/server.ts";
import { wallClock } from "../../src/rehearse/clock.ts";
import { type Connection, connectTo, type Opened } from "../../src/rehearse/transport.ts";

/** The API server gets what no client should send, ten thousand times, and serves on. The seed is fixed: a failure repeats. */

const requests = 10_000;
const seed = 20_261_121;

/** Mulberry32: small, and the same everywhere. */
function random(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Garbage {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: Buffer;
}

const next = random(seed);
const below = (most: number): number => Math.floor(next() * most);
const oneOf = <T>(list: readonly T[]): T => {
  const found = list[below(list.length)];
  if (found === undefined) throw new Error("an empty list");
  return found;
};

const podText = JSON.stringify({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "victim", labels: { a: "b" } },
  spec: { containers: [{ name: "c", image: "i", ports: [{ containerPort: 80 }] }] },
});
/** `k8s\0`, a Namespace, and its name: what kubectl sends. */
const protobuf = Buffer.from(
  "6b3873000a0f0a02763112094e616d65737061636512100a0c0a0476696374696d1200220032001a00",
  "hex",
);

const collections = [
  "/api/v1/namespaces/default/pods",
  "/api/v1/namespaces/default/configmaps",
  "/api/v1/namespaces",
  "/apis/apps/v1/namespaces/default/deployments",
  "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
  "/apis/rehearse.salvor.dev/v1/faults",
  "/apis/events.k8s.io/v1/namespaces/default/events",
];
const objects = [
  "/api/v1/namespaces/default/configmaps/kept",
  "/api/v1/namespaces/default/pods/absent",
  "/apis/apps/v1/namespaces/default/deployments/kept",
  "/apis/apps/v1/namespaces/default/deployments/kept/scale",
  "/apis/apps/v1/namespaces/default/deployments/kept/status",
  "/api/v1/namespaces/default/pods/absent/eviction",
  "/api/v1/namespaces/default/serviceaccounts/absent/token",
];
const types = [
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
  "text/html",
  "application/cbor",
  "",
  ";;;",
];

function mangled(text: Buffer): Buffer {
  const copy = Buffer.from(text);
  for (let times = below(6); times >= 0; times -= 1) copy[below(copy.length)] = below(256);
  return copy.subarray(0, 1 + below(copy.length));
}

const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

const bodies: readonly (() => Buffer)[] = [
  () => mangled(Buffer.from(podText)),
  () => mangled(protobuf),
  () => protobuf.subarray(0, below(protobuf.length)),
  () => Buffer.from("k8s\0".concat("\xff".repeat(below(300))), "latin1"),
  () => Buffer.from(deep(1 + below(3000))),
  () =>
    Buffer.from(
      oneOf(["", "null", "[]", "0", '""', "{", "}", "[[[[", "\0\0", "---\n---", "&a [*a]", '{"__proto__":{"x":1}}']),
    ),
  () =>
    Buffer.from(
      JSON.stringify({ metadata: oneOf<unknown>([null, [], "x", 5, { name: {} }, { name: ["a"] }, { labels: [1] }]) }),
    ),
  () =>
    Buffer.from(
      JSON.stringify({
        metadata: { name: "x" },
        spec: oneOf<unknown>([null, [], 3, "s", { containers: 5 }, { template: null }]),
      }),
    ),
  () =>
    Buffer.from(
      JSON.stringify([
        {
          op: oneOf(["add", "remove", "fly", "test"]),
          path: oneOf(["/", "", "a", "/metadata/name/x", "/spec/-", "/~2"]),
          value: below(9),
        },
      ]),
    ),
  () =>
    Buffer.from(
      JSON.stringify({ metadata: { finalizers: 1, ownerReferences: {}, managedFields: "m" }, $patch: "explode" }),
    ),
  () =>
    Buffer.from(
      JSON.stringify({
        spec: { template: { spec: { containers: [{ $patch: "delete" }, 3, null], $setElementOrder: 1 } } },
      }),
    ),
  () =>
    Buffer.from(
      JSON.stringify({
        apiVersion: below(3),
        kind: oneOf<unknown>(["Pod", "Nope", {}, null]),
        metadata: { managedFields: [{}] },
      }),
    ),
];

const selectors = ["a===", "a in (", "!", ",,,", "(((", "%00", "a notin b", "metadata.name=", "x!=y!=z", "\\"];

function query(): string {
  const parts = [
    () => `labelSelector=${encodeURIComponent(oneOf(selectors))}`,
    () => `fieldSelector=${encodeURIComponent(oneOf(selectors))}`,
    () => `resourceVersion=${oneOf(["-1", "x", "99999999999999999999", "", "1e9", "0"])}`,
    () => `continue=${oneOf(["x", "e30", "bnVsbA", "eyJ2IjoxfQ", "%ff"])}`,
    () => `limit=${oneOf(["-5", "x", "1e3", "9999999999"])}`,
    () => `dryRun=${oneOf(["All", "x", ""])}`,
    () => `fieldValidation=${oneOf(["Strict", "x", "Ignore"])}`,
    () => `fieldManager=${"m".repeat(below(400))}`,
    () => `force=${oneOf(["true", "x"])}`,
    () => `propagationPolicy=${oneOf(["Foreground", "x"])}`,
    () => `gracePeriodSeconds=${oneOf(["x", "-1", "5"])}`,
  ];
  return Array.from({ length: below(3) }, () => oneOf(parts)()).join("&");
}

function garbage(): Garbage {
  const path = oneOf([
    () => oneOf(collections),
    () => oneOf(objects),
    () => `${oneOf(collections)}/${oneOf(["%2e%2e", "%00", "a%2fb", "UPPER_", "%", "x".repeat(300)])}`,
    () => `/${randomPath()}`,
  ])();
  const method = oneOf(["POST", "PUT", "PATCH", "DELETE", "GET", "POST", "PATCH", "OPTIONS", "HEAD"]);
  const bare = method === "GET" || method === "HEAD" || method === "OPTIONS";
  const type = oneOf(types);
  const accept = oneOf([
    "application/json",
    "text/html",
    "a/b;c;d=",
    "application/json;as=Table;g=meta.k8s.io;v=v1",
    ";q=x",
  ]);
  const headers = {
    accept,
    "user-agent": oneOf(["garbage/1", "", "\u00e9", "x".repeat(500)]),
    ...(type === "" ? {} : { "content-type": type }),
    ...(below(10) === 0 ? { authorization: oneOf(["Bearer x", "Bearer a.b.c", "Basic eA==", "Bearer"]) } : {}),
    ...(below(20) === 0 ? { "impersonate-user": oneOf(["", "x", "system:serviceaccount::"]) } : {}),
  };
  const search = query();
  return {
    method,
    path: search === "" ? path : `${path}?${search}`,
    headers,
    ...(bare ? {} : { body: oneOf(bodies)() }),
  };
}

function randomPath(): string {
  const letters = "api/v1s.%2f%00-_~namespaceswatchproxylog";
  return Array.from({ length: below(40) }, () => letters.charAt(below(letters.length))).join("");
}

let api: Api;
let connection: Connection;

beforeAll(async () => {
  api = await startApi({ seed: "garbage", clock: wallClock, faults: [] });
  connection = connectTo({ url: api.url, ca: api.ca, token: api.adminToken });
  const json = { "content-type": "application/json" };
  const path = "/api/v1/namespaces/default/configmaps";
  await connection.send({ method: "POST", path, headers: json, body: '{"metadata":{"name":"kept"},"data":{"a":"b"}}' });
});

afterAll(async () => {
  connection?.close();
  await api?.stop();
});

async function codeOf(sending: Garbage): Promise<number> {
  try {
    return (await connection.send(sending)).status;
  } catch (error) {
    // A refusal before the body is read, or a request that the parser of HTTP refuses: the connection may break.
    return (error as NodeJS.ErrnoException).code === undefined ? -1 : 0;
  }
}

async function serves(): Promise<void> {
  const answer = await connection.send({ path: "/readyz" });
  expect([answer.status, answer.text]).toEqual([200, "ok"]);
}

/** The code of the answer to a body that goes on and on; undefined where the connection ends without one. */
function flood(path: string, length: number, announced: boolean): Promise<number | undefined> {
  const block = randomBytes(64 * 1024);
  let left = length;
  const body = new Readable({
    read() {
      left -= block.length;
      this.push(left > 0 ? block : null);
    },
  });
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${api.adminToken}`,
      "content-type": "application/json",
      ...(announced ? { "content-length": String(length) } : {}),
    };
    const outgoing = request(api.url + path, { method: "POST", ca: api.ca, headers, agent: false });
    outgoing.once("response", (answer) => {
      resolve(answer.statusCode);
      outgoing.destroy();
    });
    outgoing.once("error", () => resolve(undefined));
    outgoing.once("close", () => body.destroy());
    body.pipe(outgoing);
  });
}

test("ten thousand malformed requests are refused one by one, and it serves on", { timeout: 60_000 }, async () => {
  const codes = new Map<number, number>();
  for (let sent = 0; sent < requests; sent += 40) {
    const batch = await Promise.all(Array.from({ length: 40 }, () => codeOf(garbage())));
    for (const code of batch) codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  await serves();
  const kept = await connection.send({ path: "/api/v1/namespaces/default/configmaps/kept" });
  const sum = [...codes.values()].reduce((total, count) => total + count, 0);
  expect(sum).toBe(requests);
  expect([200, 404]).toContain(kept.status);
  expect((codes.get(400) ?? 0) + (codes.get(404) ?? 0) + (codes.get(415) ?? 0)).toBeGreaterThan(requests / 4);
});

test("bodies of a hundred megabytes are refused without being read", async () => {
  const path = "/api/v1/namespaces/default/configmaps";
  const before = process.memoryUsage().rss;
  const codes: (number | undefined)[] = [];
  for (let round = 0; round < 20; round += 1) codes.push(await flood(path, 100 * 1024 * 1024, round % 2 === 0));
  expect(new Set(codes)).toEqual(new Set([413]));
  await serves();
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
});

test("five hundred watches that nobody reads do not stop it, and end with it", async () => {
  const opened: Opened[] = [];
  for (let count = 0; count < 500; count += 1) {
    opened.push(await connection.open({ path: `${oneOf(collections.slice(0, 5))}?watch=true&resourceVersion=0` }));
  }
  expect(opened.every(({ status }) => status === 200)).toBe(true);
  await serves();
  for (const { body } of opened.slice(0, 400)) body.destroy();
  await serves();
});
