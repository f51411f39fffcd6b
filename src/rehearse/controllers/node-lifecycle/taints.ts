import { conditionOf } from "../../../model/kubernetes/object.ts";
import type { Node } from "../../../model/kubernetes/workload.ts";
import type { Taint } from "../scheduler/taints.ts";

/** The taints that go with a node's conditions. Source: pkg/controller/nodelifecycle of Kubernetes 1.34. */

const notReady = "node.kubernetes.io/not-ready";
const unreachable = "node.kubernetes.io/unreachable";
const cordoned = "node.kubernetes.io/unschedulable";

const byCondition: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: notReady, Unknown: unreachable },
  MemoryPressure: { True: "node.kubernetes.io/memory-pressure" },
  DiskPressure: { True: "node.kubernetes.io/disk-pressure" },
  NetworkUnavailable: { True: "node.kubernetes.io/network-unavailable" },
  PIDPressure: { True: "node.kubernetes.io/pid-pressure" },
};

const managed: ReadonlySet<string> = new Set([cordoned, ...Object.values(byCondition).flatMap(Object.values)]);

function wantedSchedule(node: Node): string[] {
  const keys = (node.status?.conditions ?? []).flatMap(({ type, status }) => byCondition[type]?.[status] ?? []);
  return node.spec.unschedulable ? [...keys, cordoned] : keys;
}

function wantedExecute(node: Node): string[] {
  const status = conditionOf(node.status?.conditions, "Ready")?.status;
  const key = status && byCondition.Ready?.[status];
  return key ? [key] : [];
}

/**
 * A node's taints as its conditions want them; undefined where they are so already. Pods are driven off (`NoExecute`) only
 * while `evicting`: not when every node is unreachable, for then the fault is elsewhere.
 */
export function taintsFor(node: Node, { now, evicting }: { now: string; evicting: boolean }): Taint[] | undefined {
  const before = node.spec.taints ?? [];
  const wanted: Readonly<Record<string, readonly string[]>> = {
    NoSchedule: wantedSchedule(node),
    NoExecute: evicting ? wantedExecute(node) : [],
  };
  const ours = (taint: Taint): boolean =>
    taint.effect === "NoSchedule" ? managed.has(taint.key) : [notReady, unreachable].includes(taint.key);
  const kept = before.filter((taint) => !ours(taint) || wanted[taint.effect]?.includes(taint.key));
  const added = Object.entries(wanted).flatMap(([effect, keys]) =>
    keys
      .filter((key) => !before.some((taint) => taint.key === key && taint.effect === effect))
      .map((key) => ({ key, effect, timeAdded: now })),
  );
  return added.length === 0 && kept.length === before.length ? undefined : [...kept, ...added];
}
