import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import causes from "../catalog/causes/index.gen.ts";
import faults from "../catalog/faults/index.gen.ts";
import looks from "../catalog/looks/index.gen.ts";
import readiness from "../catalog/readiness/index.gen.ts";
import relations from "../catalog/relations/index.gen.ts";
import steps from "../catalog/steps/index.gen.ts";
import type { Catalog } from "../model/catalog.ts";
import type { JournalEvent, JournalRecord } from "../model/journal.ts";
import type { Run } from "../model/run.ts";
import { createClient } from "../rehearse/client.ts";
import { wallClock } from "../rehearse/clock.ts";
import { type RehearsalCluster, startRehearsal } from "../rehearse/cluster.ts";
import { resources } from "../rehearse/resources.ts";
import { type OpenWorld, openWorld } from "../world/open.ts";
import { foldRun } from "./fold.ts";
import { planDeploy } from "./plan.ts";
import { runPlan } from "./run.ts";

const catalog: Catalog = { looks, relations, checks: [], causes, readiness, steps };
let folder: string;
let cluster: RehearsalCluster;
let world: OpenWorld;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "salvor-run-"));
  const images = ["registry.example/shop/api:1", "registry.example/shop/page:1"];
  cluster = await startRehearsal({ seed: "run", nodes: 1, faults, images });
  await writeFile(join(folder, "kubeconfig"), cluster.kubeconfig());
  await writeFile(join(folder, "ca.crt"), cluster.registry.ca);
  world = await openWorld({
    kubeconfig: join(folder, "kubeconfig"),
    journal: "memory",
    registries: { "*": { mirror: cluster.registry.url, ca: join(folder, "ca.crt") } },
  });
}, 20_000);

afterAll(async () => {
  await world.close();
  await cluster.stop();
  await rm(folder, { recursive: true });
});

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

interface Told {
  readonly run: Run;
  readonly events: readonly JournalEvent[];
  readonly records: readonly JournalRecord[];
  /** The kinds of what was sent to be written. */
  readonly written: readonly string[];
}

async function deploy(
  text: string,
  options: { signal?: AbortSignal; until?: (event: JournalEvent) => void } = {},
): Promise<Told> {
  const path = join(folder, "manifests.yaml");
  await writeFile(path, text);
  const declared = await world.repository.manifests(path);
  const common = { world, catalog, declared };
  const plan = await planDeploy({
    ...common,
    writer: world.writer(),
    namespace: "default",
    timeoutSeconds: 20,
    stableForSeconds: 0,
  });
  const written: string[] = [];
  const run = await runPlan({
    ...common,
    plan,
    writer: (lease) => {
      const writer = world.writer(lease);
      const apply: typeof writer.apply = (source, how) => {
        written.push(source.ref.kind);
        return writer.apply(source, how);
      };
      return { ...writer, apply };
    },
    leases: world.leases,
    journal: world.journal(),
    title: "a test",
    command: "salvor deploy",
    actor: "ada",
    approval: { by: "ada", how: "flag" },
    lock: { name: "salvor.default", namespace: "default" },
    observer: ({ event }) => options.until?.(event),
    signal: options.signal ?? new AbortController().signal,
  });
  const records = world.journal().records(run.id);
  return { run, records, written, events: records.map(({ event }) => event) };
}

const typesOf = (events: readonly JournalEvent[], step: string): readonly string[] =>
  events.filter((event) => "step" in event && event.step === step).map(({ type }) => type);

describe("a run", () => {
  it("writes its intent before its effect, looks after it, and proves what it did", async () => {
    const { run, events, records } = await deploy(manifests("well", "api:1"));
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
    const { run, written } = await deploy(manifests("well", "api:1"));
    expect(run.exit).toBe(0);
    expect(written).not.toContain("Deployment");
    expect(written).not.toContain("Service");
  });

  it("stops early with the cause, keeps the evidence, and gives the lease back", async () => {
    const { run, events } = await deploy(manifests("absent", "api:2"));
    expect(run).toMatchObject({ exit: 1, verdict: "fail" });
    expect(run.steps[1]?.causes).toMatchObject([
      { rule: "image-missing", certainty: "certain", effect: "cluster:apps/Deployment/absent/api" },
    ]);
    const captured = events.flatMap((event) => (event.type === "evidence.captured" ? event.what : []));
    expect(captured).toEqual(
      expect.arrayContaining(["Deployment/absent/api", expect.stringMatching(/^Pod\/absent\/api-/), "Node/node-1"]),
    );
    const again = await world.leases.acquire({
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
    const { run } = await deploy(manifests("keyless", "api:1", env), { signal: stop.signal, until });
    expect(run.steps[1]?.causes.map(({ rule, effect, cause }) => [rule, effect, cause])).toEqual([
      ["secret-missing", "cluster:apps/Deployment/keyless/api", "cluster:v1/Secret/keyless/keys"],
    ]);
  });

  it("does not prove what somebody changed while it was looked at, however well that runs", async () => {
    const mallory = createClient({ target: cluster.target, clock: wallClock, agent: "mallory" });
    const containers = [{ name: "api", image: "registry.example/shop/page:1" }];
    let meddled: Promise<unknown> | undefined;
    const until = (event: JournalEvent): void => {
      if (event.type !== "step.applied" || !event.step.startsWith("Deployment")) return;
      const place = { namespace: "changed", name: "api" };
      meddled = mallory.patch(resources.deployments, place, {
        form: "strategic",
        body: { spec: { template: { spec: { containers } } } },
      });
    };
    const { run } = await deploy(manifests("changed", "api:1"), { until });
    await meddled;
    mallory.close();
    expect(run).toMatchObject({ exit: 1, verdict: "fail" });
    expect(run.steps[1]?.because).toMatch(/somebody has changed it since.*conflict with "mallory".*image/s);
  });

  it("writes nothing while somebody else holds the lease", async () => {
    const taken = await world.leases.acquire({
      name: "salvor.default",
      namespace: "default",
      holder: "bob",
      ttlSeconds: 30,
    });
    if (!("held" in taken)) throw new Error("the lease was not free");
    const { run, events } = await deploy(manifests("locked", "api:1"));
    await taken.held.release();
    expect(run.exit).toBe(4);
    expect(run.because).toContain("bob");
    expect(events.some(({ type }) => type === "step.intended")).toBe(false);
    const look = await world.kube.get({ apiVersion: "v1", kind: "Namespace", name: "locked" });
    expect(look).toMatchObject({ seen: true, value: null });
  });

  it("ends with 130 when it is interrupted, its journal closed and its lease free", async () => {
    const stop = new AbortController();
    const until = (event: JournalEvent): void => {
      if (event.type === "step.applied" && event.step.startsWith("Deployment")) stop.abort();
    };
    const { run, events } = await deploy(manifests("stopped", "api:1"), { signal: stop.signal, until });
    expect(run.exit).toBe(130);
    expect(events.at(-1)).toMatchObject({ type: "run.closed", exit: 130 });
    expect(typesOf(events, "Deployment/stopped/api")).not.toContain("step.settled");
    expect((await deploy(manifests("stopped", "api:1"))).run.exit).toBe(0);
  });
});
