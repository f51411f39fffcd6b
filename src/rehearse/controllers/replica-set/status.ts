import { type Condition, conditionOf } from "../../../model/kubernetes/object.ts";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import { matchesRequirements, requirementsOf } from "../../../model/kubernetes/selectors.ts";
import type { ReplicaSet } from "../../../model/kubernetes/workload.ts";
import { timestamp } from "../../clock.ts";
import { readySince, untilAvailable } from "../pod-state.ts";

/** What happened when pods were to be made or deleted. */
export interface Managed {
  readonly active: readonly Pod[];
  readonly error?: unknown;
}

/** What a ReplicaSet says of itself. `terminatingReplicas` is not written, since its feature is off by default in 1.34. */
export function statusOf(set: ReplicaSet, { active, error }: Managed, now: number): NonNullable<ReplicaSet["status"]> {
  const labels = requirementsOf({ matchLabels: set.spec.template.metadata?.labels ?? {} });
  const count = (holds: (pod: Pod) => boolean): number => active.filter(holds).length;
  const counts = {
    fullyLabeledReplicas: count((pod) => matchesRequirements(labels, pod.metadata.labels)),
    readyReplicas: count((pod) => readySince(pod) !== undefined),
    availableReplicas: count((pod) => untilAvailable(pod, set.spec.minReadySeconds ?? 0, now) === 0),
  };
  const conditions = conditionsOf(set, { active, error }, now);
  return {
    replicas: active.length,
    ...Object.fromEntries(Object.entries(counts).filter(([, value]) => value > 0)),
    observedGeneration: set.metadata.generation ?? 0,
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}

function conditionsOf(set: ReplicaSet, { active, error }: Managed, now: number): Condition[] {
  const before = set.status?.conditions ?? [];
  const failed = conditionOf(before, "ReplicaFailure");
  if (error === undefined) return before.filter((condition) => condition !== failed);
  if (failed) return before;
  const missing = (set.spec.replicas ?? 1) - active.length;
  const condition: Condition = {
    type: "ReplicaFailure",
    status: "True",
    lastTransitionTime: timestamp(now),
    ...(missing === 0 ? {} : { reason: missing > 0 ? "FailedCreate" : "FailedDelete" }),
    message: error instanceof Error ? error.message : String(error),
  };
  return [...before, condition];
}
