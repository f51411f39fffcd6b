import { type Condition, conditionOf } from "../../../model/kubernetes/object.ts";
import type { Deployment, ReplicaSet } from "../../../model/kubernetes/workload.ts";
import { timestamp } from "../../clock.ts";
import { availableOf, sizeOf, sizesOf, unavailableOf } from "./arithmetic.ts";
import { conditionAt, withCondition, withoutCondition } from "./conditions.ts";

/** What a Deployment says of itself. Source: pkg/controller/deployment/{sync,progress}.go of Kubernetes 1.34. */

/** A Deployment's status with nothing left out that is compared. */
export type DeploymentStatus = NonNullable<Deployment["status"]> & { conditions: Condition[] };

/** The ReplicaSets of a Deployment: the one of its template, if it is there already, and the others. */
export interface Generations {
  readonly fresh: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

/** No deadline is what a Deployment has that names none, or the largest integer. */
export function deadlineOf(deployment: Deployment): number | undefined {
  const seconds = deployment.spec.progressDeadlineSeconds;
  return seconds === undefined || seconds === 2 ** 31 - 1 ? undefined : seconds;
}

/** All ReplicaSets. */
export function all({ fresh, old }: Generations): ReplicaSet[] {
  return fresh ? [...old, fresh] : [...old];
}

function sum(
  sets: readonly ReplicaSet[],
  count: (status: NonNullable<ReplicaSet["status"]>) => number | undefined,
): number {
  return sets.reduce((total, set) => total + ((set.status && count(set.status)) ?? 0), 0);
}

/** A count as the API writes it: zero is left out. */
function counted(name: string, value: number): Record<string, number> {
  return value === 0 ? {} : { [name]: value };
}

/** Counts, and whether enough pods are available. */
export function plainStatus(deployment: Deployment, sets: Generations, now: number): DeploymentStatus {
  const every = all(sets);
  const available = availableOf(every);
  const enough = available >= sizeOf(deployment) - unavailableOf(deployment);
  const condition = conditionAt(timestamp(now), {
    type: "Available",
    status: enough ? "True" : "False",
    reason: enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
    message: enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.",
  });
  const { collisionCount } = deployment.status ?? {};
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    ...counted(
      "replicas",
      sum(every, (status) => status.replicas),
    ),
    ...counted("updatedReplicas", sets.fresh?.status?.replicas ?? 0),
    ...counted(
      "readyReplicas",
      sum(every, (status) => status.readyReplicas),
    ),
    ...counted("availableReplicas", available),
    ...counted("unavailableReplicas", Math.max(0, sizesOf(every) - available)),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: withCondition(deployment.status?.conditions ?? [], condition),
  };
}

/** Whether every pod that is wanted is of the newest template and available, and no other is left. */
export function isComplete(deployment: Deployment, status: Deployment["status"]): boolean {
  const size = sizeOf(deployment);
  return (
    (status?.updatedReplicas ?? 0) === size &&
    (status?.replicas ?? 0) === size &&
    (status?.availableReplicas ?? 0) === size &&
    (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function hasProgressed(before: Deployment["status"], now: DeploymentStatus): boolean {
  const oldPods = (status: Deployment["status"]): number => (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0);
  return (
    (now.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    oldPods(now) < oldPods(before) ||
    (now.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

function isLate(deployment: Deployment, condition: Condition | undefined, now: number): boolean {
  const deadline = deadlineOf(deployment);
  if (deadline === undefined || !condition || condition.reason === "NewReplicaSetAvailable") return false;
  if (condition.reason === "ProgressDeadlineExceeded") return true;
  return Date.parse(condition.lastUpdateTime ?? "") + deadline * 1000 < now;
}

/** The status during a rollout: with its progress, and with what keeps ReplicaSets from making pods. */
export function rolloutStatus(deployment: Deployment, sets: Generations, now: number): DeploymentStatus {
  const status = plainStatus(deployment, sets, now);
  const conditions = progressOf(deployment, { sets, status, now });
  const failure = failureOf(sets);
  return {
    ...status,
    conditions: failure ? withCondition(conditions, failure) : withoutCondition(conditions, "ReplicaFailure"),
  };
}

function progressOf(
  deployment: Deployment,
  { sets, status, now }: { sets: Generations; status: DeploymentStatus; now: number },
): Condition[] {
  if (deadlineOf(deployment) === undefined) return withoutCondition(status.conditions, "Progressing");
  const before = conditionOf(deployment.status?.conditions, "Progressing");
  const settled =
    before?.reason === "NewReplicaSetAvailable" && (status.replicas ?? 0) === (status.updatedReplicas ?? 0);
  if (settled) return status.conditions;
  const name = sets.fresh ? `ReplicaSet "${sets.fresh.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const progressing = (state: "True" | "False", reason: string, text: string): Condition =>
    conditionAt(timestamp(now), { type: "Progressing", status: state, reason, message: `${name} ${text}` });
  if (isComplete(deployment, status))
    return withCondition(
      status.conditions,
      progressing("True", "NewReplicaSetAvailable", "has successfully progressed."),
    );
  if (hasProgressed(deployment.status, status)) {
    const condition = progressing("True", "ReplicaSetUpdated", "is progressing.");
    // Written although status and reason may be the same: the deadline counts from the last progress.
    if (before?.status === "True" && before.lastTransitionTime)
      condition.lastTransitionTime = before.lastTransitionTime;
    return [...withoutCondition(status.conditions, "Progressing"), condition];
  }
  if (isLate(deployment, conditionOf(status.conditions, "Progressing"), now))
    return withCondition(
      status.conditions,
      progressing("False", "ProgressDeadlineExceeded", "has timed out progressing."),
    );
  return status.conditions;
}

function failureOf(sets: Generations): Condition | undefined {
  for (const set of [...(sets.fresh ? [sets.fresh] : []), ...sets.old]) {
    const condition = conditionOf(set.status?.conditions, "ReplicaFailure");
    if (condition)
      return {
        ...condition,
        ...(condition.lastTransitionTime ? { lastUpdateTime: condition.lastTransitionTime } : {}),
      };
  }
  return undefined;
}
