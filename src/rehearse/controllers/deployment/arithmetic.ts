import type { Deployment, ReplicaSet } from "../../../model/kubernetes/workload.ts";
import { desiredAnnotation, maximumAnnotation } from "./annotations.ts";

/** How many pods each ReplicaSet of a Deployment gets. Source: pkg/controller/deployment of Kubernetes 1.34 (util, rolling.go, sync.go). */

/** The size that a Deployment or a ReplicaSet declares. */
export function sizeOf(of: Deployment | ReplicaSet): number {
  return of.spec.replicas ?? 1;
}

/** The sum of declared sizes. */
export function sizesOf(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + sizeOf(set), 0);
}

/** The sum of available pods. */
export function availableOf(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + (set.status?.availableReplicas ?? 0), 0);
}

/** A number, or a percentage of a total. Rounded up or down; malformed text is 0. */
export function scaled(value: number | string | undefined, total: number, round: "up" | "down"): number {
  if (value === undefined) return 0;
  if (typeof value === "number") return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  if (percent === undefined) return 0;
  const exact = (Number(percent) * total) / 100;
  return round === "up" ? Math.ceil(exact) : Math.floor(exact);
}

/** Whether old and new pods may run beside each other. */
export function isRolling(deployment: Deployment): boolean {
  return deployment.spec.strategy?.type !== "Recreate";
}

/** How many pods may be too many or too few in a rolling update. Both 0 would never end, so then one may be missing. */
function bounds(deployment: Deployment): { surge: number; unavailable: number } {
  const { maxSurge, maxUnavailable } = deployment.spec.strategy?.rollingUpdate ?? {};
  const surge = scaled(maxSurge, sizeOf(deployment), "up");
  const unavailable = scaled(maxUnavailable, sizeOf(deployment), "down");
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** Pods above the declared size that a rolling update may have. */
export function surgeOf(deployment: Deployment): number {
  return isRolling(deployment) ? bounds(deployment).surge : 0;
}

/** Pods below the declared size that a rolling update may have. */
export function unavailableOf(deployment: Deployment): number {
  const size = sizeOf(deployment);
  return isRolling(deployment) && size > 0 ? Math.min(bounds(deployment).unavailable, size) : 0;
}

/** The size that the newest ReplicaSet may be raised to now, given all others. */
export function newSize(deployment: Deployment, sets: readonly ReplicaSet[], current: number): number {
  const size = sizeOf(deployment);
  if (!isRolling(deployment)) return size;
  const room = size + scaled(deployment.spec.strategy?.rollingUpdate?.maxSurge, size, "up") - sizesOf(sets);
  return room <= 0 ? current : current + Math.min(room, size - current);
}

/** One ReplicaSet is to have another size. */
export interface Resize {
  readonly set: ReplicaSet;
  readonly size: number;
}

function oldestFirst(sets: readonly ReplicaSet[]): ReplicaSet[] {
  return sets.toSorted(byAge);
}

/** Older first, then by name. */
export function byAge(one: ReplicaSet, other: ReplicaSet): number {
  const left = `${one.metadata.creationTimestamp ?? ""} ${one.metadata.name}`;
  const right = `${other.metadata.creationTimestamp ?? ""} ${other.metadata.name}`;
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * What may be taken from old ReplicaSets: first pods that are not available (they serve nobody), then available ones as
 * far as the new pods make up for them. Two steps, since the second goes by sizes that the first has changed.
 */
export function shrinkOld(deployment: Deployment, fresh: ReplicaSet, old: readonly ReplicaSet[]): Resize[] {
  const least = sizeOf(deployment) - unavailableOf(deployment);
  const missing = sizeOf(fresh) - (fresh.status?.availableReplicas ?? 0);
  const allowed = sizesOf([...old, fresh]) - least - missing;
  if (sizesOf(old) === 0 || allowed <= 0) return [];
  const sizes = new Map(old.map((set) => [set, sizeOf(set)]));
  const steps: Resize[] = [];
  const take = (set: ReplicaSet, count: number): number => {
    const size = (sizes.get(set) ?? 0) - count;
    sizes.set(set, size);
    steps.push({ set, size });
    return count;
  };
  let cleaned = 0;
  for (const set of oldestFirst(old)) {
    const broken = (sizes.get(set) ?? 0) - (set.status?.availableReplicas ?? 0);
    if (cleaned < allowed && broken > 0 && sizeOf(set) > 0) cleaned += take(set, Math.min(allowed - cleaned, broken));
  }
  let spare = availableOf([...old, fresh]) - least;
  for (const set of oldestFirst(old)) {
    const size = sizes.get(set) ?? 0;
    if (spare > 0 && size > 0) spare -= take(set, Math.min(size, spare));
  }
  return steps;
}

function annotated(set: ReplicaSet, name: string): number | undefined {
  const text = set.metadata.annotations?.[name];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The size a ReplicaSet was last told that its Deployment has; another one means that somebody scaled. */
export function desiredOf(set: ReplicaSet): number | undefined {
  return annotated(set, desiredAnnotation);
}

/** Whether the newest ReplicaSet holds all pods that are wanted, and all are available. */
export function isSaturated(deployment: Deployment, fresh: ReplicaSet | undefined): boolean {
  if (!fresh) return false;
  const size = sizeOf(deployment);
  return sizeOf(fresh) === size && desiredOf(fresh) === size && (fresh.status?.availableReplicas ?? 0) === size;
}

function share(deployment: Deployment, set: ReplicaSet): number {
  const size = sizeOf(deployment);
  if (size === 0) return -sizeOf(set);
  const before = annotated(set, maximumAnnotation) || (deployment.status?.replicas ?? 0);
  if (before === 0) return 0;
  const exact = (sizeOf(set) * (size + surgeOf(deployment))) / before;
  return Math.round(exact) - sizeOf(set);
}

/** The sizes after scaling in the middle of a rolling update: each ReplicaSet in proportion, the largest takes the rest. */
export function proportions(deployment: Deployment, active: readonly ReplicaSet[]): Resize[] {
  const size = sizeOf(deployment);
  const toAdd = (size > 0 ? size + surgeOf(deployment) : 0) - sizesOf(active);
  const sorted = active.toSorted(
    (one, other) => sizeOf(other) - sizeOf(one) || (toAdd > 0 ? byAge(other, one) : byAge(one, other)),
  );
  let added = 0;
  const sizes = sorted.map((set) => {
    const left = toAdd - added;
    const part =
      left === 0 ? 0 : toAdd > 0 ? Math.min(share(deployment, set), left) : Math.max(share(deployment, set), left);
    added += part;
    return { set, size: sizeOf(set) + part };
  });
  return sizes.map((entry, index) =>
    index === 0 ? { ...entry, size: Math.max(0, entry.size + toAdd - added) } : entry,
  );
}
