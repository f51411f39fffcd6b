import { expect, test } from "vitest";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import type { Node } from "../../../model/kubernetes/workload.ts";
import { evictedAt } from "./eviction.ts";
import { isSilent, pulseOf, silentConditions } from "./health.ts";
import { taintsFor } from "./taints.ts";

const now = "2026-01-01T00:00:00Z";
const key = "node.kubernetes.io/unreachable";

function node(ready: "True" | "False" | "Unknown", spec: Node["spec"] = {}): Node {
  const conditions = [{ type: "Ready", status: ready }];
  return { apiVersion: "v1", kind: "Node", metadata: { name: "one" }, spec, status: { conditions } };
}

test("a node that is lost gets both taints, and only one while all are lost; a foreign taint stays", () => {
  const foreign = { key: "team", value: "shop", effect: "NoSchedule" };
  const lost = node("Unknown", { taints: [foreign] });
  expect(taintsFor(lost, { now, evicting: true })).toEqual([
    foreign,
    { key, effect: "NoSchedule", timeAdded: now },
    { key, effect: "NoExecute", timeAdded: now },
  ]);
  expect(taintsFor(lost, { now, evicting: false })?.map((taint) => taint.effect)).toEqual(["NoSchedule", "NoSchedule"]);
  const back = node("True", { taints: [foreign, { key, effect: "NoExecute" }] });
  expect(taintsFor(back, { now, evicting: true })).toEqual([foreign]);
  expect(taintsFor(node("True", { taints: [foreign] }), { now, evicting: true })).toBeUndefined();
});

test("a node is lost after fifty seconds without a sign, by our clock and not by its own", () => {
  const renewed = (renewTime: string): Parameters<typeof pulseOf>[1] => ({
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "one" },
    spec: { renewTime },
  });
  const first = pulseOf(node("True"), renewed("1970-01-01T00:00:00.000000Z"), undefined, 1000);
  const still = pulseOf(node("True"), renewed("1970-01-01T00:00:00.000000Z"), first, 40_000);
  expect(isSilent(node("True"), still, 51_000)).toBe(false);
  expect(isSilent(node("True"), still, 51_001)).toBe(true);
  const alive = pulseOf(node("True"), renewed("1970-01-01T00:00:10.000000Z"), still, 45_000);
  expect(isSilent(node("True"), alive, 51_001)).toBe(false);
  expect(silentConditions(node("True"), now)[0]).toMatchObject({
    status: "Unknown",
    reason: "NodeStatusUnknown",
    message: "Kubelet stopped posting node status.",
  });
});

test("a pod leaves when its toleration of the node's taint is over, or at once where it has none", () => {
  const lost = node("Unknown", { taints: [{ key, effect: "NoExecute", timeAdded: now }] });
  const since = Date.parse(now);
  const pod = (tolerations: Pod["spec"]["tolerations"]): Pod => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web" },
    spec: { containers: [], ...(tolerations ? { tolerations } : {}) },
  });
  const toleration = { key, operator: "Exists", effect: "NoExecute" };
  expect(evictedAt(pod(undefined), lost, since + 5)).toBe(since + 5);
  expect(evictedAt(pod([{ ...toleration, tolerationSeconds: 300 }]), lost, since)).toBe(since + 300_000);
  expect(evictedAt(pod([toleration]), lost, since)).toBeUndefined();
});
