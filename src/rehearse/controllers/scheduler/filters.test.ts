import { expect, test } from "vitest";
import type { Pod, PodSpec } from "../../../model/kubernetes/pod.ts";
import type { Node } from "../../../model/kubernetes/workload.ts";
import { bestOf } from "./choice.ts";
import { type Misfit, misfitOf } from "./filters.ts";
import { createLoads } from "./loads.ts";
import { requestsOf } from "./requests.ts";
import { misfitSentence, podSentence } from "./sentence.ts";

function node(name: string, spec: Node["spec"] = {}, allocatable: Record<string, string> = {}): Node {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { "kubernetes.io/hostname": name } },
    spec,
    status: { allocatable: { cpu: "2", memory: "4Gi", pods: "3", ...allocatable } },
  };
}

function pod(name: string, spec: Partial<PodSpec> = {}): Pod {
  const labels = { app: "web" };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop", uid: name, labels },
    spec: { containers: [{ name: "app" }], ...spec },
  };
}

function asking(cpu: string): Partial<PodSpec> {
  return { containers: [{ name: "app", resources: { requests: { cpu } } }] };
}

function judge(subject: Pod, nodes: readonly Node[], running: readonly Pod[] = []): (Misfit | undefined)[] {
  const loads = createLoads();
  for (const one of running) loads.put(one);
  const find = (name: string): Node | undefined => nodes.find((one) => one.metadata.name === name);
  const around = { nodes, pods: running, choosy: running, node: find, namespace: () => undefined };
  return nodes.map((one) => misfitOf(subject, { node: one, load: loads.of(one.metadata.name) }, around));
}

function reasons(subject: Pod, nodes: readonly Node[], running: readonly Pod[] = []): (string | undefined)[] {
  return judge(subject, nodes, running).map((misfit) => misfit?.reasons.join(" + "));
}

test("the sentence is the one of a real 1.34 scheduler", () => {
  // Read off a real one: three nodes, of which one is tainted, one full, one too small.
  const tainted = node("a", { taints: [{ key: "a", value: "b", effect: "NoSchedule" }] });
  const small = node("b", {}, { cpu: "1" });
  const busy = { ...pod("busy", asking("1500m")), spec: { ...pod("busy", asking("1500m")).spec, nodeName: "c" } };
  const misfits = judge(pod("new", asking("1500m")), [tainted, small, node("c")], [busy]);
  expect(misfitSentence(misfits.flatMap((misfit) => (misfit ? [misfit] : [])))).toBe(
    "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, " +
      "preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
  );
  expect(misfitSentence([])).toBe("no nodes available to schedule pods");
  expect(podSentence(2, 'persistentvolumeclaim "nope" not found')).toBe(
    '0/2 nodes are available: persistentvolumeclaim "nope" not found. not found',
  );
});

test("taints, cordons and selectors keep pods away unless they may", () => {
  const cordoned = node("a", { unschedulable: true });
  const tolerant = pod("t", { tolerations: [{ operator: "Exists" }] });
  expect(reasons(pod("p"), [cordoned])).toEqual(["node(s) were unschedulable"]);
  expect(reasons(tolerant, [cordoned])).toEqual([undefined]);
  const picky = pod("p", { nodeSelector: { disk: "ssd" } });
  expect(reasons(picky, [node("a")])).toEqual(["node(s) didn't match Pod's node affinity/selector"]);
  const terms = [{ matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: ["b"] }] }];
  const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
  const named = pod("p", { affinity: { nodeAffinity: required } });
  expect(reasons(named, [node("a"), node("b")])).toEqual([
    "node(s) didn't match Pod's node affinity/selector",
    undefined,
  ]);
});

test("places, ports and amounts are counted", () => {
  const on = (name: string, spec: Partial<PodSpec> = {}): Pod => pod(name, { ...spec, nodeName: "a" });
  expect(reasons(pod("d"), [node("a")], [on("1"), on("2"), on("3")])).toEqual(["Too many pods"]);
  const port = { containers: [{ name: "app", ports: [{ containerPort: 80, hostPort: 80 }] }] };
  expect(reasons(pod("d", port), [node("a")], [on("1", port)])).toEqual([
    "node(s) didn't have free ports for the requested pod ports",
  ]);
  const both = { containers: [{ name: "app", resources: { requests: { cpu: "3", "gpu.io/card": "1" } } }] };
  expect(reasons(pod("d", both), [node("a")])).toEqual(["Insufficient cpu + Insufficient gpu.io/card"]);
});

test("an init container counts where it needs more than all others together", () => {
  const request = (cpu: string): { resources: { requests: { cpu: string } } } => ({ resources: { requests: { cpu } } });
  const spec = {
    initContainers: [{ name: "setup", ...request("1") }],
    containers: [
      { name: "app", ...request("250m") },
      { name: "side", ...request("250m") },
    ],
  };
  expect(requestsOf(pod("p", spec)).get("cpu")).toBe(1);
});

test("anti-affinity and spread look at the pods of the same domain", () => {
  const term = { labelSelector: { matchLabels: { app: "web" } }, topologyKey: "kubernetes.io/hostname" };
  const alone = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
  const running = [pod("1", { nodeName: "a" })];
  expect(reasons(pod("p", alone), [node("a"), node("b")], running)).toEqual([
    "node(s) didn't match pod anti-affinity rules",
    undefined,
  ]);
  const constraint = { ...term, maxSkew: 1, whenUnsatisfiable: "DoNotSchedule" };
  const even = pod("p", { topologySpreadConstraints: [constraint] });
  expect(reasons(even, [node("a"), node("b")], running)).toEqual([
    "node(s) didn't match pod topology spread constraints",
    undefined,
  ]);
});

test("siblings are spread, and the seed alone decides between equals", () => {
  const nodes = ["a", "b", "c", "d"].map((name) => node(name));
  const loads = createLoads();
  const owned = (name: string, home?: string): Pod => {
    const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-1", uid: "rs", controller: true };
    const base = pod(name, home ? { nodeName: home } : {});
    return { ...base, metadata: { ...base.metadata, ownerReferences: [owner] } };
  };
  const place = (name: string, seed: string): string => {
    const candidates = nodes.map((one) => ({ node: one, load: loads.of(one.metadata.name) }));
    return bestOf(owned(name), candidates, seed)?.node.metadata.name ?? "";
  };
  expect(new Set(["1", "2", "3", "4", "5", "6"].map((seed) => place("x", seed))).size).toBeGreaterThan(1);
  expect(place("x", "1")).toBe(place("y", "1"));
  const first = place("x", "1");
  for (const { metadata } of nodes)
    for (const other of ["1", "2"])
      if (metadata.name !== first) loads.put(pod(`${metadata.name}${other}`, { nodeName: metadata.name }));
  loads.put(owned("x", first));
  expect(place("y", "1")).not.toBe(first);
});
