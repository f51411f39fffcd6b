import { afterAll, beforeAll, expect, test } from "vitest";
import { conditionOf, type KubeObject } from "../model/kubernetes/object.ts";
import type { Pod } from "../model/kubernetes/pod.ts";
import type { Deployment, EndpointSlice, EventObject, ReplicaSet } from "../model/kubernetes/workload.ts";
import { type Client, createClient } from "./client.ts";
import { wallClock } from "./clock.ts";
import { type RehearsalCluster, startRehearsal } from "./cluster.ts";
import { startInformer } from "./informer.ts";
import { type Resource, resources } from "./resources.ts";

/** One cluster for all: what its parts do together through the API. */
let cluster: RehearsalCluster;
let client: Client;

beforeAll(async () => {
  cluster = await startRehearsal({ seed: "parts", nodes: 3, faults: [] });
  client = createClient({ target: cluster.target, clock: wallClock, agent: "test" });
});

afterAll(async () => {
  client?.close();
  await cluster?.stop();
});

/** Waits until what a namespace holds of a resource is as wanted. */
async function until<T extends KubeObject>(
  resource: Resource,
  namespace: string | undefined,
  holds: (all: readonly T[]) => boolean,
): Promise<T[]> {
  const stop = new AbortController();
  const informer = startInformer<T>({ client, clock: wallClock, signal: stop.signal, resource, which: { namespace } });
  const look = (): boolean => informer.hasSynced() && holds(informer.list());
  await new Promise<void>((resolve) => {
    const answer = (): void => (look() ? resolve() : undefined);
    informer.onChange(answer);
    void informer.synced.then(answer);
  });
  stop.abort();
  return informer.list();
}

function deployment(namespace: string, image = "registry.example/web:1"): Parameters<typeof client.create>[1] {
  const labels = { app: "web" };
  const containers = [{ name: "app", image, ports: [{ name: "http", containerPort: 8080 }] }];
  const template = { metadata: { labels }, spec: { containers, terminationGracePeriodSeconds: 1 } };
  return {
    metadata: { namespace, name: "web" },
    spec: { replicas: 3, selector: { matchLabels: labels }, template },
  };
}

async function shop(namespace: string): Promise<void> {
  await client.create(resources.namespaces, { metadata: { name: namespace } });
  await until(resources.serviceAccounts, namespace, (accounts) => accounts.length > 0);
  await client.create(resources.deployments, deployment(namespace));
}

function isComplete([web]: readonly Deployment[]): boolean {
  const { observedGeneration, updatedReplicas, availableReplicas, replicas } = web?.status ?? {};
  const counts = [updatedReplicas, availableReplicas, replicas];
  return observedGeneration === web?.metadata.generation && counts.every((count) => count === 3);
}

test("a change of the image rolls through, and leaves a set for each revision", async () => {
  await shop("rolling");
  await until<Deployment>(resources.deployments, "rolling", isComplete);
  const spec = { template: { spec: { containers: [{ name: "app", image: "registry.example/web:2" }] } } };
  const place = { namespace: "rolling", name: "web" };
  await client.patch(resources.deployments, place, { form: "strategic", body: { spec } });
  const [web] = await until<Deployment>(resources.deployments, "rolling", isComplete);
  expect(web?.metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("2");
  expect(conditionOf(web?.status?.conditions, "Progressing")?.reason).toBe("NewReplicaSetAvailable");
  const sets = await until<ReplicaSet>(resources.replicaSets, "rolling", (all) => all.length === 2);
  expect(sets.map((set) => set.spec.replicas).sort()).toEqual([0, 3]);
  const events = await until<EventObject>(resources.events, "rolling", (all) =>
    all.some((event) => event.reason === "ScalingReplicaSet" && event.message?.endsWith("from 1 to 0") === true),
  );
  expect(events.map((event) => event.reason)).toEqual(
    expect.arrayContaining(["ScalingReplicaSet", "SuccessfulCreate", "SuccessfulDelete", "Scheduled"]),
  );
});

test("a Service lists its ready pods on the port that they name, on three nodes", async () => {
  await shop("serving");
  const ports = [{ name: "http", port: 80, targetPort: "http" }];
  const metadata = { namespace: "serving", name: "web" };
  await client.create(resources.services, { metadata, spec: { selector: { app: "web" }, ports } });
  const [slice] = await until<EndpointSlice>(
    resources.endpointSlices,
    "serving",
    ([one]) => one?.endpoints?.filter((endpoint) => endpoint.conditions?.ready).length === 3,
  );
  expect(slice?.ports).toEqual([{ name: "http", port: 8080, protocol: "TCP" }]);
  expect(slice?.endpoints.map((endpoint) => endpoint.nodeName).sort()).toEqual([...cluster.nodes]);
});

test("what is owned goes with its owner; a namespace goes with all that is in it", async () => {
  await shop("leaving");
  await until<Deployment>(resources.deployments, "leaving", isComplete);
  const place = { namespace: "leaving", name: "web" };
  await client.delete(resources.deployments, place, { propagationPolicy: "Orphan" });
  const sets = await until<ReplicaSet>(
    resources.replicaSets,
    "leaving",
    ([set]) => set !== undefined && !set.metadata.ownerReferences?.length,
  );
  expect(sets).toHaveLength(1);
  await client.delete(resources.replicaSets, { namespace: "leaving", name: sets[0]?.metadata.name ?? "" });
  await until(resources.pods, "leaving", (pods) => pods.length === 0);
  await client.create(resources.deployments, deployment("leaving"));
  await client.delete(resources.namespaces, { name: "leaving" });
  await until(resources.namespaces, undefined, (all) => all.every((one) => one.metadata.name !== "leaving"));
  expect((await client.list(resources.pods, { namespace: "leaving" })).items).toEqual([]);
});

test("a pod that fits nowhere says why, and is placed as soon as it fits", async () => {
  const [name = ""] = cluster.nodes;
  const spec = { nodeSelector: { disk: "ssd" }, containers: [{ name: "app", image: "registry.example/web:1" }] };
  await client.create(resources.pods, { metadata: { namespace: "default", name: "picky" }, spec });
  const [waiting] = await until<Pod>(resources.pods, "default", ([pod]) =>
    Boolean(conditionOf(pod?.status?.conditions, "PodScheduled")?.message),
  );
  expect(conditionOf(waiting?.status?.conditions, "PodScheduled")).toMatchObject({
    status: "False",
    reason: "Unschedulable",
    message:
      "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, " +
      "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
  });
  await client.patch(resources.nodes, { name }, { form: "merge", body: { metadata: { labels: { disk: "ssd" } } } });
  const [placed] = await until<Pod>(resources.pods, "default", ([pod]) => Boolean(pod?.spec.nodeName));
  expect(placed?.spec.nodeName).toBe(name);
});

test("the same seed gives the same names and places", async () => {
  const pods = async (): Promise<string[]> => {
    const other = await startRehearsal({ seed: "again", nodes: 3, faults: [] });
    const there = createClient({ target: other.target, clock: wallClock, agent: "test" });
    const before = client;
    client = there;
    try {
      await there.create(resources.deployments, deployment("default"));
      const all = await until<Pod>(
        resources.pods,
        "default",
        (found) => found.filter((pod) => pod.spec.nodeName).length === 3,
      );
      return all.map((pod) => `${pod.metadata.name} ${pod.metadata.uid} ${pod.spec.nodeName}`).sort();
    } finally {
      client = before;
      there.close();
      await other.stop();
    }
  };
  expect(await pods()).toEqual(await pods());
});
