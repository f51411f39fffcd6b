import { expect, test } from "vitest";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import { podsToDelete } from "./deletion-order.ts";

const now = Date.parse("2026-01-01T01:00:00Z");

function pod(name: string, more: { node?: string; ready?: string; cost?: string; restarts?: number } = {}): Pod {
  const { node = "one", ready = "2026-01-01T00:00:00Z", cost, restarts = 0 } = more;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      uid: name,
      creationTimestamp: "2026-01-01T00:00:00Z",
      ...(cost ? { annotations: { "controller.kubernetes.io/pod-deletion-cost": cost } } : {}),
    },
    spec: { containers: [], ...(node ? { nodeName: node } : {}) },
    status: {
      phase: "Running",
      conditions: ready ? [{ type: "Ready", status: "True", lastTransitionTime: ready }] : [],
      containerStatuses: [{ name: "app", ready: true, restartCount: restarts, image: "", imageID: "" }],
    },
  };
}

function order(pods: readonly Pod[]): string[] {
  const all = podsToDelete(pods, pods.length - 1, { related: pods, now });
  return all.map((one) => one.metadata.name);
}

test("pods that serve nobody go first: without a node, then not ready, then the cheap ones", () => {
  expect(
    order([pod("dear", { cost: "5" }), pod("plain"), pod("unready", { ready: "" }), pod("homeless", { node: "" })]),
  ).toEqual(["homeless", "unready", "plain"]);
});

test("crowded nodes are thinned out, then the youngest go, then those that restarted most", () => {
  expect(order([pod("alone", { node: "two" }), pod("a"), pod("b")])).toEqual(["a", "b"]);
  const young = "2026-01-01T00:59:50Z";
  expect(order([pod("old"), pod("young", { ready: young })])).toEqual(["young"]);
  expect(order([pod("calm"), pod("restless", { restarts: 3 })])).toEqual(["restless"]);
});
