import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FaultKind } from "../../model/fault.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { wallClock } from "../clock.ts";
import { type Connection, connectTo } from "../transport.ts";
import { type Api, startApi } from "./server.ts";

const busy: FaultKind = {
  id: "busy",
  title: "",
  why: "",
  needs: [],
  parameters: { share: { description: "", default: 1 } },
  symptom: { reason: "429" },
  effect: ({ share }) => ({ kind: "api", answer: { status: 429, retryAfterSeconds: 7 }, share: Number(share) }),
};

let api: Api;
let admin: Connection;
let alice: Connection;

beforeAll(async () => {
  const users = [{ name: "alice", groups: ["devs"], token: "a-token-of-alice" }];
  api = await startApi({ seed: "unit", clock: wallClock, faults: [busy], users });
  admin = connectTo({ url: api.url, ca: api.ca, token: api.adminToken });
  alice = connectTo({ url: api.url, ca: api.ca, token: "a-token-of-alice" });
  await send("POST", `${core}/namespaces`, { metadata: { name: "shop" } });
  await send("POST", `${core}/namespaces/shop/serviceaccounts`, { metadata: { name: "default" } });
});

afterAll(async () => {
  admin.close();
  alice.close();
  await api.stop();
});

const core = "/api/v1";
const maps = `${core}/namespaces/shop/configmaps`;
const pods = `${core}/namespaces/shop/pods`;

interface Answered extends KubeObject {
  readonly code?: number;
  readonly message?: string;
  readonly items?: KubeObject[];
}

interface Answer {
  readonly status: number;
  readonly body: Answered & { metadata: { continue?: string } };
}

async function send(method: string, path: string, body?: unknown, type = "application/json"): Promise<Answer> {
  const headers = { "content-type": type, "user-agent": "unit/1" };
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await admin.send({ method, path, headers, ...text });
  return { status: answer.status, body: JSON.parse(answer.text) };
}

const merge = "application/merge-patch+json";
const pod = (name: string): object => ({ metadata: { name }, spec: { containers: [{ name: "c", image: "i" }] } });
const namesOf = (answer: Answer): string[] => (answer.body.items ?? []).map((item) => item.metadata.name);

describe("lists", () => {
  test("pages show one state, whatever is written between them", async () => {
    for (const name of ["a", "b", "c", "d"]) await send("POST", maps, { metadata: { name, labels: { page: "y" } } });
    const first = await send("GET", `${maps}?labelSelector=page&limit=2`);
    await send("DELETE", `${maps}/c`);
    await send("POST", maps, { metadata: { name: "bb", labels: { page: "y" } } });
    await send("PATCH", `${maps}/d`, { metadata: { labels: { page: null } } }, merge);
    const second = await send("GET", `${maps}?labelSelector=page&limit=2&continue=${first.body.metadata.continue}`);
    expect([...namesOf(first), ...namesOf(second)]).toEqual(["a", "b", "c", "d"]);
    expect(second.body.metadata.continue).toBeUndefined();
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
    expect(namesOf(await send("GET", `${maps}?labelSelector=page`))).toEqual(["a", "b", "bb"]);
  });

  test("a field that the kind does not offer is refused", async () => {
    const answer = await send("GET", `${maps}?fieldSelector=data.x=1`);
    expect(answer.body.message).toBe(
      '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
  });
});

describe("watches", () => {
  test("entering and leaving a selection are told as additions and deletions", async () => {
    const { resourceVersion } = (await send("GET", maps)).body.metadata;
    const query = `watch=1&timeoutSeconds=1&labelSelector=seen&resourceVersion=${resourceVersion}`;
    const stream = admin.send({ path: `${maps}?${query}` });
    await send("POST", maps, { metadata: { name: "w" } });
    await send("PATCH", `${maps}/w`, { metadata: { labels: { seen: "1" } } }, merge);
    await send("PATCH", `${maps}/w`, { data: { k: "v" } }, merge);
    await send("PATCH", `${maps}/w`, { metadata: { labels: { seen: null } } }, merge);
    await send("DELETE", `${maps}/w`);
    const events = (await stream).text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string });
    expect(events.map((event) => event.type)).toEqual(["ADDED", "MODIFIED", "DELETED"]);
  });

  test("initial events end with a bookmark that says so", async () => {
    const query =
      "watch=1&timeoutSeconds=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    const lines = (await admin.send({ path: `${core}/namespaces?${query}` })).text.trim().split("\n");
    const last = JSON.parse(lines.at(-1) ?? "{}") as { type: string; object: KubeObject };
    expect(lines.length).toBeGreaterThan(4);
    expect(last.type).toBe("BOOKMARK");
    expect(last.object.metadata.annotations).toEqual({ "k8s.io/initial-events-end": "true" });
  });
});

describe("writes", () => {
  test("a write that changes nothing keeps the version; only the spec counts the generation", async () => {
    const spec = {
      selector: { matchLabels: { a: "b" } },
      template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } },
    };
    const path = "/apis/apps/v1/namespaces/shop/deployments";
    const made = await send("POST", path, { metadata: { name: "d" }, spec });
    const same = await send("PATCH", `${path}/d`, { spec: { replicas: 1 } }, merge);
    expect(same.body.metadata.resourceVersion).toBe(made.body.metadata.resourceVersion);
    const status = await send("PATCH", `${path}/d/status`, { status: { replicas: 1 }, spec: { replicas: 9 } }, merge);
    expect([status.body.metadata.generation, (status.body.spec as { replicas: number }).replicas]).toEqual([1, 1]);
    const scaled = await send("PATCH", `${path}/d`, { spec: { replicas: 2 }, status: { replicas: 7 } }, merge);
    expect([scaled.body.metadata.generation, (scaled.body.status as { replicas: number }).replicas]).toEqual([2, 1]);
  });

  test("an old resourceVersion is a conflict, a dry run leaves nothing", async () => {
    const stale = await send("PUT", `${maps}/a`, { metadata: { name: "a", resourceVersion: "1" } });
    expect([stale.status, stale.body.message]).toEqual([
      409,
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    ]);
    expect((await send("POST", `${maps}?dryRun=All`, { metadata: { name: "dry" } })).status).toBe(201);
    expect((await send("GET", `${maps}/dry`)).status).toBe(404);
  });

  test("finalizers keep an object until the last is gone", async () => {
    await send("POST", maps, { metadata: { name: "kept", finalizers: ["a.b/c"] } });
    const marked = await send("DELETE", `${maps}/kept`);
    expect(marked.body.metadata.deletionTimestamp).toBeDefined();
    expect((await send("GET", `${maps}/kept`)).status).toBe(200);
    await send("PATCH", `${maps}/kept`, { metadata: { finalizers: null } }, merge);
    expect((await send("GET", `${maps}/kept`)).status).toBe(404);
  });

  test("a bound pod is given its grace, which can only become shorter; an unbound one goes at once", async () => {
    await send("POST", pods, pod("bound"));
    await send("POST", `${pods}/bound/binding`, { metadata: { name: "bound" }, target: { kind: "Node", name: "n" } });
    const seconds = async (query: string): Promise<number | undefined> =>
      (await send("DELETE", `${pods}/bound${query}`)).body.metadata.deletionGracePeriodSeconds;
    expect([
      await seconds(""),
      await seconds("?gracePeriodSeconds=60"),
      await seconds("?gracePeriodSeconds=5"),
    ]).toEqual([30, 30, 5]);
    await seconds("?gracePeriodSeconds=0");
    expect((await send("GET", `${pods}/bound`)).status).toBe(404);
    await send("POST", pods, pod("loose"));
    await send("DELETE", `${pods}/loose`);
    expect((await send("GET", `${pods}/loose`)).status).toBe(404);
  });

  test("nothing new comes into a namespace that is being deleted", async () => {
    await send("POST", `${core}/namespaces`, { metadata: { name: "going" } });
    await send("DELETE", `${core}/namespaces/going`);
    const late = await send("POST", `${core}/namespaces/going/configmaps`, { metadata: { name: "late" } });
    expect([late.status, late.body.message]).toEqual([
      403,
      'configmaps "late" is forbidden: unable to create new content in namespace going because it is being terminated',
    ]);
  });

  test("a quota counts what is there", async () => {
    await send("POST", `${core}/namespaces`, { metadata: { name: "tight" } });
    const tight = `${core}/namespaces/tight`;
    await send("POST", `${tight}/resourcequotas`, { metadata: { name: "q" }, spec: { hard: { configmaps: "1" } } });
    expect((await send("POST", `${tight}/configmaps`, { metadata: { name: "one" } })).status).toBe(201);
    expect((await send("POST", `${tight}/configmaps`, { metadata: { name: "two" } })).body.message).toBe(
      'configmaps "two" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=1, limited: configmaps=1',
    );
  });
});

describe("who may", () => {
  const rbac = "/apis/rbac.authorization.k8s.io/v1";

  test("nobody without a role, then what the role says, and never more than one has oneself", async () => {
    const refused = JSON.parse((await alice.send({ path: maps })).text) as Answered;
    expect(refused.message).toBe(
      'configmaps is forbidden: User "alice" cannot list resource "configmaps" in API group "" in the namespace "shop"',
    );
    const rules = [
      { apiGroups: [""], resources: ["configmaps"], verbs: ["list"] },
      { apiGroups: ["rbac.authorization.k8s.io"], resources: ["roles"], verbs: ["create"] },
    ];
    await send("POST", `${rbac}/namespaces/shop/roles`, { metadata: { name: "reader" }, rules });
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" };
    const subjects = [{ kind: "Group", name: "devs", apiGroup: "rbac.authorization.k8s.io" }];
    await send("POST", `${rbac}/namespaces/shop/rolebindings`, { metadata: { name: "r" }, roleRef, subjects });
    expect((await alice.send({ path: maps })).status).toBe(200);
    expect((await alice.send({ path: `${core}/configmaps` })).status).toBe(403);
    const grab = { metadata: { name: "grab" }, rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }] };
    const headers = { "content-type": "application/json" };
    const path = `${rbac}/namespaces/shop/roles`;
    const answer = await alice.send({ method: "POST", path, headers, body: JSON.stringify(grab) });
    expect(JSON.parse(answer.text).message).toContain("is attempting to grant RBAC permissions not currently held:");
  });

  test("acting as somebody needs the right to, and gives no more than they have", async () => {
    const as = async (connection: Connection): Promise<string | undefined> => {
      const answer = await connection.send({ path: `${core}/secrets`, headers: { "impersonate-user": "bob" } });
      return (JSON.parse(answer.text) as Answered).message;
    };
    const where = 'in API group "" at the cluster scope';
    expect([await as(alice), await as(admin)]).toEqual([
      `users "bob" is forbidden: User "alice" cannot impersonate resource "users" ${where}`,
      `secrets is forbidden: User "bob" cannot list resource "secrets" ${where}`,
    ]);
    expect((await connectTo({ url: api.url, ca: api.ca, token: "wrong" }).send({ path: core })).status).toBe(401);
  });

  test("the token of a ServiceAccount is good as long as the account", async () => {
    await send("POST", `${core}/namespaces/shop/serviceaccounts`, { metadata: { name: "robot" } });
    const path = `${core}/namespaces/shop/serviceaccounts/robot`;
    const { token } = (await send("POST", `${path}/token`, {})).body.status as { token: string };
    const robot = connectTo({ url: api.url, ca: api.ca, token });
    expect((await robot.send({ path: maps })).status).toBe(403);
    await send("DELETE", path);
    expect((await robot.send({ path: maps })).status).toBe(401);
    robot.close();
  });
});

test("a fault of the API strikes its share of the requests it is meant for, never its own group", async () => {
  const faults = "/apis/rehearse.salvor.dev/v1/faults";
  const target = { verb: "get", resource: "configmaps" };
  await send("POST", faults, { metadata: { name: "f" }, spec: { fault: "busy", target, with: { share: 0.5 } } });
  const codes: number[] = [];
  for (let count = 0; count < 6; count += 1) codes.push((await admin.send({ path: `${maps}/a` })).status);
  expect(codes).toEqual([200, 429, 200, 429, 200, 429]);
  expect((await admin.send({ path: maps })).status).toBe(200);
  await send("POST", faults, { metadata: { name: "all" }, spec: { fault: "busy", target: {} } });
  expect((await admin.send({ path: maps })).status).toBe(429);
  expect((await send("DELETE", `${faults}/all`)).status).toBe(200);
  expect((await send("DELETE", `${faults}/f`)).status).toBe(200);
  expect((await send("GET", `${maps}/a`)).status).toBe(200);
});

test("the same seed gives the same uids, names and addresses, in whatever order they come", async () => {
  const other = await startApi({ seed: "unit", clock: wallClock, faults: [], authority: api.authority });
  const twin = connectTo({ url: other.url, ca: other.ca, token: other.adminToken });
  const headers = { "content-type": "application/json" };
  const make = async (to: Connection, name: string): Promise<string[]> => {
    const body = JSON.stringify({ metadata: { name }, spec: { ports: [{ port: 80 }] } });
    const path = `${core}/namespaces/default/services`;
    const answer = await to.send({ method: "POST", path, headers, body });
    const made = JSON.parse(answer.text) as KubeObject;
    return [made.metadata.uid ?? "", (made.spec as { clusterIP: string }).clusterIP];
  };
  const [one, two] = [await make(admin, "one"), await make(admin, "two")];
  const [again, first] = [await make(twin, "two"), await make(twin, "one")];
  expect([first, again]).toEqual([one, two]);
  twin.close();
  await other.stop();
});
