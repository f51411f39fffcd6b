import {
  type Server as HttpServer,
  type IncomingMessage,
  createServer as listen,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Clock, WatchEvent } from "../../model/world.ts";
import { systemClock } from "../clock.ts";
import { createMasker } from "../mask/create-masker.ts";
import type { ClusterAccess } from "./access.ts";
import { createApi } from "./api.ts";
import { createConnection } from "./connection.ts";
import { createDiscovery } from "./discovery.ts";
import { createReader } from "./reader.ts";
import { createServer } from "./server.ts";

type Answer = (request: IncomingMessage & { url: string }, response: ServerResponse, url: URL) => unknown;

const servers: HttpServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** An API server that serves pods and says of everything else what the test wants. Waits pass at once and are noted. */
async function reader(answer: Answer): Promise<{ kube: ReturnType<typeof createReader>; waits: number[] }> {
  const json = (response: ServerResponse, body: unknown): void => void response.end(JSON.stringify(body));
  const server = listen((request, response) => {
    const url = new URL(request.url ?? "/", "http://x");
    if (url.pathname === "/api") return json(response, { kind: "APIVersions", versions: ["v1"] });
    if (url.pathname === "/apis") return json(response, { kind: "APIGroupList", groups: [] });
    if (url.pathname === "/api/v1") {
      const resources = ["Pod", "Secret"].map((kind) => ({ name: `${kind.toLowerCase()}s`, kind, namespaced: true }));
      return json(response, { resources });
    }
    if (url.pathname === "/version") return json(response, { gitVersion: "v1.34.4" });
    if (url.pathname === "/api/v1/namespaces/kube-system") {
      return json(response, { metadata: { uid: "u", annotations: { "salvor.dev/mode": "rehearsal" } } });
    }
    answer(request as IncomingMessage & { url: string }, response, url);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const access: ClusterAccess = {
    context: "test",
    kubectl: "kubectl --context test",
    namespace: "default",
    server: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    tls: { insecure: false },
    user: { value: {}, file: "" },
    cluster: {},
    asGroups: [],
  };
  const waits: number[] = [];
  const clock: Clock = { now: systemClock.now, sleep: async (seconds) => void waits.push(seconds) };
  const masker = createMasker(Buffer.alloc(32, 3));
  const api = createApi(
    createConnection(access, async () => ({})),
    clock,
    masker,
  );
  const shared = createServer({ access, api, clock, masker });
  return { kube: createReader(shared, createDiscovery(shared)), waits };
}

const pods = { apiVersion: "v1", kind: "Pod", namespace: "shop" };

const pod = (name: string, version: string): object => ({
  metadata: { name, namespace: "shop", resourceVersion: version, uid: name },
});

function page(names: readonly string[], token?: string): string {
  const metadata = { resourceVersion: "7", ...(token ? { continue: token } : {}) };
  return JSON.stringify({ kind: "PodList", apiVersion: "v1", metadata, items: names.map((name) => pod(name, "7")) });
}

function refuse(response: ServerResponse, code: number, message: string, reason = ""): void {
  response.statusCode = code;
  response.end(JSON.stringify({ kind: "Status", code, message, reason }));
}

describe("lists", () => {
  test("are read in pages to the end; each object has its kind, its mode and a query of its own", async () => {
    const { kube } = await reader((_, response, url) => {
      const token = url.searchParams.get("continue");
      response.end(token === null ? page(["a", "b"], "more") : token === "more" ? page(["c"], "last") : page(["d"]));
    });
    const look = await kube.list(pods);
    if (!look.seen) expect.fail(look.why);
    expect(look.value.items.map((item) => item.value.metadata.name)).toEqual(["a", "b", "c", "d"]);
    expect(look.evidence).toMatchObject({
      mode: "rehearsal",
      query: "kubectl --context test get pods -n shop -o json",
    });
    expect(look.evidence.excerpt).toBe("4 pods at resourceVersion 7: shop/a, shop/b, shop/c, shop/d");
    const [first] = look.value.items;
    expect(first?.value).toMatchObject({ kind: "Pod", apiVersion: "v1" });
    expect(JSON.parse(JSON.stringify(first)).evidence).toMatchObject({
      query: "kubectl --context test get pods a -n shop -o json",
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
  });

  test("start again when a token ran out, so that they are of one version", async () => {
    let expired = 0;
    const { kube } = await reader((_, response, url) => {
      if (!url.searchParams.get("continue")) return response.end(page([`a${expired}`], "t"));
      if (expired++ === 0) return refuse(response, 410, "The provided continue parameter is too old", "Expired");
      response.end(page(["b"]));
    });
    const look = await kube.list(pods);
    expect(look.seen && look.value.items.map((item) => item.value.metadata.name)).toEqual(["a1", "b"]);
  });

  test("of Secrets hand out no value, not even as the text of the whole answer", async () => {
    const secret = { ...pod("s", "1"), data: { password: Buffer.from("hunter2-hunter2").toString("base64") } };
    const { kube } = await reader((_, response) =>
      response.end(JSON.stringify({ metadata: { resourceVersion: "1" }, items: [secret] })),
    );
    const text = JSON.stringify(await kube.list({ ...pods, kind: "Secret" }));
    expect(text).toContain('"password":{"secret":');
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain(Buffer.from("hunter2-hunter2").toString("base64"));
  });
});

describe("refusals", () => {
  test("are what the server said, word by word, and no absence", async () => {
    const sentence = 'pods is forbidden: User "ann" cannot list resource "pods"';
    const { kube } = await reader((_, response) => refuse(response, 403, sentence, "Forbidden"));
    const look = await kube.list(pods);
    expect(look).toMatchObject({ seen: false, why: sentence, evidence: { excerpt: `403 ${sentence}` } });
    expect(await kube.get({ ...pods, name: "x" })).toMatchObject({ seen: false });
  });

  test("of a busy server are waited out as it asks, and not for ever", async () => {
    let calls = 0;
    const { kube, waits } = await reader((_, response) => {
      calls += 1;
      response.setHeader("retry-after", calls === 1 ? "3" : "3600");
      if (calls <= 2) return refuse(response, 429, "too many requests");
      response.end(page(["a"]));
    });
    expect((await kube.list(pods)).seen).toBe(true);
    expect(waits).toEqual([3, 10]);
    const broken = await reader((_, response) => refuse(response, 500, "etcdserver: leader changed"));
    expect(await broken.kube.list(pods)).toMatchObject({ seen: false, why: "etcdserver: leader changed" });
    expect(broken.waits).toHaveLength(4);
  });

  test("of a kind that is not served, and of a server that is gone", async () => {
    const { kube } = await reader((_, response) => response.end("{}"));
    expect(await kube.resource("x/v1", "Foo")).toMatchObject({ seen: true, value: null });
    expect(await kube.list({ apiVersion: "x/v1", kind: "Foo" })).toMatchObject({ seen: false });
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    const gone = await kube.list(pods);
    expect(gone).toMatchObject({
      seen: false,
      why: expect.stringContaining("nothing listens there (connection refused)"),
    });
  });

  test("of a get: a 404 that names the object is an absence that was seen, any other is not", async () => {
    const { kube } = await reader((request, response) => {
      response.statusCode = 404;
      const details = request.url.includes("/x") ? { name: "x", kind: "pods" } : {};
      response.end(JSON.stringify({ kind: "Status", reason: "NotFound", message: "not found", details }));
    });
    expect(await kube.get({ ...pods, name: "y" })).toMatchObject({ seen: false });
    expect(await kube.podLog({ ...pods, name: "y" }, { container: "c", previous: false, tailLines: 1 })).toMatchObject({
      seen: false,
    });
    expect(await kube.get({ ...pods, name: "x" })).toMatchObject({ seen: true, value: null });
  });
});

describe("watches", () => {
  const frame = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;

  async function follow(kube: ReturnType<typeof createReader>, count: number): Promise<WatchEvent[]> {
    const stop = new AbortController();
    const events: WatchEvent[] = [];
    for await (const event of kube.watch(pods, "7", stop.signal)) {
      events.push(event);
      if (events.length === count) stop.abort();
    }
    return events;
  }

  test("go on from the last version when a connection ends, also in the middle of a line", async () => {
    const asked: (string | null)[] = [];
    const { kube } = await reader((_, response, url) => {
      asked.push(url.searchParams.get("resourceVersion"));
      if (asked.length === 1) return response.end(frame("ADDED", pod("a", "8")) + frame("BOOKMARK", pod("", "9")));
      if (asked.length === 3) return response.write(frame("DELETED", pod("a", "11")));
      return response.write(`${frame("MODIFIED", pod("a", "10"))}{"type":"DEL`, () => response.destroy());
    });
    const events = await follow(kube, 4);
    expect(events.map((event) => event.type)).toEqual(["added", "bookmark", "modified", "deleted"]);
    expect(asked).toEqual(["7", "9", "10"]);
  });

  test("are lost when the version is too old, and say so", async () => {
    const { kube } = await reader((_, response) => {
      response.end(
        frame("ERROR", { kind: "Status", code: 410, reason: "Expired", message: "too old resource version: 7 (9)" }),
      );
    });
    expect(await follow(kube, 5)).toEqual([{ type: "lost", why: "too old resource version: 7 (9)" }]);
  });

  test("end without a word when they are given up", async () => {
    const { kube } = await reader((_, response) => void response.write(frame("ADDED", pod("a", "8"))));
    expect(await follow(kube, 1)).toHaveLength(1);
  });
});

describe("logs and answers", () => {
  test("a log is masked, and one that cannot be there yet is absent", async () => {
    const { kube } = await reader((_, response, url) => {
      if (url.searchParams.get("previous"))
        return refuse(response, 400, 'previous terminated container "app" in pod "a" not found', "BadRequest");
      response.end("GRPC_PORT not set, listening on 50054\npassword=hunter2-hunter2\n");
    });
    const options = { container: "app", previous: false, tailLines: 5 };
    const log = await kube.podLog({ ...pods, name: "a" }, options);
    expect(log).toMatchObject({ seen: true, value: expect.stringContaining("listening on 50054") });
    expect(JSON.stringify(log)).not.toContain("hunter2");
    expect(await kube.podLog({ ...pods, name: "a" }, { ...options, previous: true })).toMatchObject({
      seen: true,
      value: null,
    });
  });

  test("an answer of the program is told as it is, one of the API server for itself is a refusal", async () => {
    let code = 500;
    const { kube } = await reader((request, response) => {
      if (request.url.includes("services/api:80")) {
        response.statusCode = code;
        return void response.end("database is away");
      }
      refuse(response, 403, "services/proxy is forbidden", "Forbidden");
    });
    const ask = { path: "/healthz", timeoutSeconds: 2 };
    expect(await kube.serviceHttp({ ...pods, name: "api" }, { ...ask, port: 80 })).toMatchObject({
      seen: true,
      value: { status: 500, body: "database is away" },
    });
    code = 200;
    expect(await kube.serviceHttp({ ...pods, name: "api" }, { ...ask, port: 80 })).toMatchObject({
      value: { status: 200 },
    });
    expect(await kube.serviceHttp({ ...pods, name: "other" }, { ...ask, port: 80 })).toMatchObject({ seen: false });
  });

  test("what does not answer in time is not seen", async () => {
    const { kube } = await reader(() => undefined);
    const look = await kube.serviceHttp({ ...pods, name: "api" }, { port: 80, path: "/", timeoutSeconds: 0.1 });
    expect(look).toMatchObject({ seen: false, why: expect.stringContaining("did not answer within 0.1 s") });
  });
});
