import { type Condition, conditionOf } from "../../../model/kubernetes/object.ts";
import type { Node } from "../../../model/kubernetes/workload.ts";
import type { Lease } from "../shapes.ts";

/** A node's signs of life: what they last were, and when they last changed by this controller's own clock. */
export interface Pulse {
  readonly signs: string;
  readonly at: number;
}

/** Silence after which a node counts as lost, in milliseconds. Source: pkg/controller/nodelifecycle/config of Kubernetes 1.34. */
const grace = 50_000;
/** The same for a node that never said anything. */
const startGrace = 60_000;

/** Takes a node's pulse: a new heartbeat or a renewed lease is a sign of life. */
export function pulseOf(node: Node, lease: Lease | undefined, before: Pulse | undefined, now: number): Pulse {
  const ready = conditionOf(node.status?.conditions, "Ready") as
    | (Condition & { lastHeartbeatTime?: string })
    | undefined;
  const signs = `${ready?.lastHeartbeatTime ?? ""} ${lease?.spec?.renewTime ?? ""}`;
  return before && before.signs === signs ? before : { signs, at: now };
}

/** Whether a node has been silent for too long. */
export function isSilent(node: Node, pulse: Pulse, now: number): boolean {
  const known = conditionOf(node.status?.conditions, "Ready") !== undefined;
  return now - pulse.at > (known ? grace : startGrace);
}

/** The conditions of a node that fell silent. */
export function silentConditions(node: Node, now: string): Condition[] {
  const before = node.status?.conditions ?? [];
  const types = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];
  const changed = before.map((condition) =>
    types.includes(condition.type) && condition.status !== "Unknown"
      ? {
          ...condition,
          status: "Unknown" as const,
          reason: "NodeStatusUnknown",
          message: "Kubelet stopped posting node status.",
          lastTransitionTime: now,
        }
      : condition,
  );
  const missing = types.filter((type) => !conditionOf(before, type));
  return [
    ...changed,
    ...missing.map((type) => ({
      type,
      status: "Unknown" as const,
      reason: "NodeStatusNeverUpdated",
      message: "Kubelet never posted node status.",
      lastHeartbeatTime: node.metadata.creationTimestamp,
      lastTransitionTime: now,
    })),
  ];
}
