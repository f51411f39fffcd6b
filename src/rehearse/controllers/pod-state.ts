import { conditionOf } from "../../model/kubernetes/object.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";

/** Whether a pod has neither ended nor been asked to. */
export function isActive(pod: Pod): boolean {
  return pod.status?.phase !== "Succeeded" && pod.status?.phase !== "Failed" && !pod.metadata.deletionTimestamp;
}

/** Since when a pod is ready, in milliseconds since 1970; undefined while it is not. */
export function readySince(pod: Pod): number | undefined {
  const ready = conditionOf(pod.status?.conditions, "Ready");
  return ready?.status === "True" ? Date.parse(ready.lastTransitionTime ?? "1970-01-01T00:00:00Z") : undefined;
}

/** Milliseconds until a pod has been ready for so many seconds: 0 when it has, undefined while it is not ready. */
export function untilAvailable(pod: Pod, minReadySeconds: number, now: number): number | undefined {
  const since = readySince(pod);
  return since === undefined ? undefined : Math.max(0, since + minReadySeconds * 1000 - now);
}
