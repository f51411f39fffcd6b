import { afterAll, beforeAll, describe, expect, test } from "vitest";
import secretMissing from "../../catalog/faults/secret-missing.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { conditionOf } from "../../model/kubernetes/object.ts";
import type { Pod, PodSpec } from "../../model/kubernetes/pod.ts";
import type { Node } from "../../model/kubernetes/workload.ts";
import { type Api, startApi } from "../api/server.ts";
import { type Client, createClient } from "../client.ts";
import { sleep, wallClock } from "../clock.ts";
import type { Fault } from "../group.ts";
import { type Resource, resources } from "../resources.ts";
import { type Kubelet, startKubelet } from "./kubelet.ts";

const clock = wallClock;
const namespace = "shop";

let api: Api;
let kubelet: Kubelet;
let client: Client;

beforeAll(async () => {
  const faults = [secretMissing];
  api = await startApi({ seed: "s", clock, faults });
  const target = { url: api.url, ca: api.ca, token: api.adminToken };
  kubelet = await startKubelet({ target, clock, seed: "s", nodes: 1, faults, authority: api.authority });
  api.setEntrance(kubelet.entrance);
  client = createClient({ target, clock, agent: "test" });
  await client.create(resources.namespaces, { metadata: { name: namespace } });
  await client.create(resources.serviceAccounts, { metadata: { namespace, name: "default" } });
});
afterAll(async () => {
  client.close();
  await kubelet.stop();
  await api.stop();
});

const container = { name: "app", image: "r.example/app:v1" };

function make(name: string, spec: Partial<PodSpec>): Promise<Pod> {
  const whole = {
    nodeName: "node-1",
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    containers: [container],
    ...spec,
  };
  return client.create<Pod>(resources.pods, { metadata: { namespace, name }, spec: whole });
}

/** Asks again until it holds, for at most ten seconds. */
async function until<T extends KubeObject>(
  of: Resource,
  name: string,
  holds: (object: T | undefined) => boolean,
): Promise<T | undefined> {
  for (let round = 0; ; round++) {
    const object = await client.find<T>(of, { ...(of.namespaced ? { namespace } : {}), name });
    if (holds(object) || round >= 200) return object;
    await sleep(clock, 50);
  }
}

const podBecomes = (name: string, holds: (pod: Pod | undefined) => boolean): Promise<Pod | undefined> =>
  until<Pod>(resources.pods, name, holds);

test("a node is ready, has a Lease, and says where its kubelet serves", async () => {
  const node = await client.get<Node>(resources.nodes, { name: "node-1" });
  expect(node.status?.conditions?.find(({ type }) => type === "Ready")).toMatchObject({
    status: "True",
    reason: "KubeletReady",
  });
  expect(node.status?.daemonEndpoints?.kubeletEndpoint?.Port).toBe(10_250);
  expect(node.spec.podCIDR).toBe("10.244.1.0/24");
});

test("init containers run one after the other, and a sidecar goes on beside the program", async () => {
  await make("web", {
    initContainers: [
      { ...container, name: "prepare" },
      { ...container, name: "proxy", restartPolicy: "Always", ports: [{ containerPort: 15_000 }] },
    ],
    containers: [{ ...container, ports: [{ containerPort: 80 }], readinessProbe: { httpGet: { port: 80 } } }],
  });
  const pod = await podBecomes(
    "web",
    (now) => now?.status?.conditions?.find(({ type }) => type === "Ready")?.status === "True",
  );
  expect(pod?.status).toMatchObject({
    phase: "Running",
    podIP: expect.stringMatching(/^10\.244\.1\./),
    hostIP: "172.18.0.2",
  });
  const [prepare, proxy] = pod?.status?.initContainerStatuses ?? [];
  expect(prepare?.state?.terminated).toMatchObject({ exitCode: 0, reason: "Completed" });
  expect(proxy).toMatchObject({ started: true, ready: true, restartCount: 0 });
  expect(pod?.status?.containerStatuses?.[0]?.imageID).toMatch(/^r\.example\/app@sha256:/);
});

test("a pod that completes is Succeeded and stays", async () => {
  await make("job", { restartPolicy: "Never" });
  const sandbox = (pod: Pod | undefined): string | undefined =>
    conditionOf(pod?.status?.conditions, "PodReadyToStartContainers")?.status;
  // Its sandbox, and with it its address, is given back a moment after its program has ended.
  const pod = await podBecomes("job", (now) => now?.status?.phase === "Succeeded" && sandbox(now) === "False");
  expect(conditionOf(pod?.status?.conditions, "Ready")).toMatchObject({ status: "False", reason: "PodCompleted" });
  expect(sandbox(pod)).toBe("False");
});

test("a pod that somebody says has ended is not given a life", async () => {
  const dead = await make("dead", {});
  const status = { phase: "Failed", containerStatuses: [] };
  await client.update(resources.pods, { ...dead, status }, "status");
  await sleep(clock, 300);
  expect((await podBecomes("dead", () => true))?.status).toMatchObject({ phase: "Failed" });
});

test("a deleted pod ends its program and is gone", async () => {
  await make("short", {});
  await podBecomes("short", (now) => now?.status?.phase === "Running");
  await client.delete(resources.pods, { namespace, name: "short" });
  expect(await podBecomes("short", (now) => now === undefined)).toBeUndefined();
});

describe("a fault that takes a Secret away", () => {
  test("says that there is none, takes it when it comes, and puts it back as it was", async () => {
    const fault = {
      metadata: { name: "gone" },
      spec: { fault: "secret-missing", target: { namespace, object: "Secret/key" } },
    };
    await client.create(resources.faults, fault);
    const waiting = await until<Fault>(resources.faults, "gone", (now) => now?.status?.message !== undefined);
    expect(waiting?.status?.message).toBe("There is no Secret/key in shop.");
    await client.create(resources.secrets, {
      metadata: { namespace, name: "key", labels: { a: "b" } },
      data: { token: "dA==" },
    });
    expect(await until(resources.secrets, "key", (now) => now === undefined)).toBeUndefined();
    await until<Fault>(resources.faults, "gone", (now) => now?.status?.message === "Secret/key in shop is taken away.");
    await client.delete(resources.faults, { name: "gone" });
    const back = await until<KubeObject>(resources.secrets, "key", (now) => now !== undefined);
    expect(back).toMatchObject({ metadata: { labels: { a: "b" } }, data: { token: "dA==" } });
    expect(await until(resources.faults, "gone", (now) => now === undefined)).toBeUndefined();
  });
});
