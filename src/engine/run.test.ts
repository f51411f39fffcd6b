import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Deploying, startDeploying } from "../../test/deploying.ts";
import type { JournalEvent } from "../model/journal.ts";
import { foldRun } from "./fold.ts";

let here: Deploying;

beforeAll(async () => {
  here = await startDeploying("run", ["registry.example/shop/api:1", "registry.example/shop/page:1"]);
}, 20_000);

afterAll(() => here.stop());

const manifests = (name: string, image: string, more = ""): string => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: ${name} }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: registry.example/shop/${image}
          ${more}
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /, port: http }, periodSeconds: 1 }
---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: ${name} }
spec: { selector: { app: api }, ports: [{ port: 80, targetPort: http }] }
`;

const typesOf = (events: readonly JournalEvent[], step: string): readonly string[] =>
  events.filter((event) => "step" in event && event.step === step).map(({ type }) => type);

describe("a run", () => {
  it("writes its intent before its effect, looks after it, and proves what it did", async () => {
    const { run, events, records } = await here.deploy(manifests("well", "api:1"));
    expect(run).toMatchObject({ exit: 0, verdict: "pass" });
    const types = typesOf(events, "Deployment/well/api");
    expect(types.slice(0, 3)).toEqual(["step.intended", "step.applied", "object.observed"]);
    expect(types.at(-1)).toBe("step.settled");
    expect(events.map(({ type }) => type).slice(0, 4)).toEqual([
      "run.opened",
      "run.planned",
      "run.approved",
      "lease.acquired",
    ]);
    expect(foldRun(records)).toEqual(run);
    expect(run.steps.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["Namespace/well", "pass"],
      ["Deployment/well/api", "pass"],
    ]);
  });

  it("proves what is unchanged all the same, without writing it", async () => {
    const { run, written } = await here.deploy(manifests("well", "api:1"));
    expect(run.exit).toBe(0);
    expect(written).not.toContain("Deployment");
    expect(written).not.toContain("Service");
  });

  it("stops early with the cause, keeps the evidence, and gives the lease back", async () => {
    const { run, events } = await here.deploy(manifests("absent", "api:2"));
    expect(run).toMatchObject({ exit: 1, verdict: "fail" });
    expect(run.steps[1]?.causes).toMatchObject([
      { rule: "image-missing", certainty: "certain", effect: "cluster:apps/Deployment/absent/api" },
    ]);
    const captured = events.flatMap((event) => (event.type === "evidence.captured" ? event.what : []));
    expect(captured).toEqual(
      expect.arrayContaining(["Deployment/absent/api", expect.stringMatching(/^Pod\/absent\/api-/), "Node/node-1"]),
    );
    const again = await here.world.leases.acquire({
      name: "salvor.default",
      namespace: "default",
      holder: "x",
      ttlSeconds: 5,
    });
    if (!("held" in again)) throw new Error("the lease was not given back");
    await again.held.release();
  });

  it("names a Secret that nobody made long before that counts as failed, and not the Service that suffers with it", async () => {
    const env = 'env: [{ name: KEY, valueFrom: { secretKeyRef: { name: keys, key: "key" } } }]';
    const stop = new AbortController();
    const until = (event: JournalEvent): void => {
      if (event.type === "cause.named") stop.abort();
    };
    const { run } = await here.deploy(manifests("keyless", "api:1", env), { signal: stop.signal, until });
    expect(run.steps[1]?.causes.map(({ rule, effect, cause }) => [rule, effect, cause])).toEqual([
      ["secret-missing", "cluster:apps/Deployment/keyless/api", "cluster:v1/Secret/keyless/keys"],
    ]);
  });

  it("writes nothing while somebody else holds the lease", async () => {
    const taken = await here.world.leases.acquire({
      name: "salvor.default",
      namespace: "default",
      holder: "bob",
      ttlSeconds: 30,
    });
    if (!("held" in taken)) throw new Error("the lease was not free");
    const { run, events } = await here.deploy(manifests("locked", "api:1"));
    await taken.held.release();
    expect(run.exit).toBe(4);
    expect(run.because).toContain("bob");
    expect(events.some(({ type }) => type === "step.intended")).toBe(false);
    const look = await here.world.kube.get({ apiVersion: "v1", kind: "Namespace", name: "locked" });
    expect(look).toMatchObject({ seen: true, value: null });
  });

  it("ends with 130 when it is interrupted, its journal closed and its lease free", async () => {
    const stop = new AbortController();
    const until = (event: JournalEvent): void => {
      if (event.type === "step.applied" && event.step.startsWith("Deployment")) stop.abort();
    };
    const { run, events } = await here.deploy(manifests("stopped", "api:1"), { signal: stop.signal, until });
    expect(run.exit).toBe(130);
    expect(events.at(-1)).toMatchObject({ type: "run.closed", exit: 130 });
    expect(typesOf(events, "Deployment/stopped/api")).not.toContain("step.settled");
    expect((await here.deploy(manifests("stopped", "api:1"))).run.exit).toBe(0);
  });
});
