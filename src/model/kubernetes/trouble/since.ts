import type { Vertex } from "../../graph.ts";
import type { Past } from "../../readiness.ts";
import { type ContainerInPod, containersIn, waitingOf } from "../containers.ts";
import type { ContainerState, ContainerStatus, Pod } from "../pod.ts";
import type { EventObject } from "../workload.ts";
import type { PodAt } from "./trouble.ts";

/**
 * What happened before a step began does not speak against it: what made a container end, or a node refuse, may have
 * been mended since. It speaks again once it was tried and came to the same.
 */

/** A container as it was when the step began; undefined for one of a pod that came later. */
export function statusAtStart({ vertex, pod, past }: PodAt, { name }: ContainerInPod): ContainerStatus | undefined {
  const then = past.atStart(vertex.id)?.value as Pod | undefined;
  if (!then || then.metadata.uid !== pod.metadata.uid) return undefined;
  return containersIn(then).find((one) => one.name === name)?.status;
}

/** Whether the instance of a container that ended last was started after the step began. */
export function hasEndedSince(at: PodAt, one: ContainerInPod): boolean {
  const then = statusAtStart(at, one);
  if (!then || !one.status) return true;
  const ended = one.status.restartCount - (one.status.state?.running ? 1 : 0);
  const started = then.state?.running ?? then.state?.terminated ?? then.lastState?.terminated;
  return ended > (started ? then.restartCount : then.restartCount - 1);
}

/** The restarts that count: a container that was ready when the step began had lived through those before. */
export function restartsThatCount(at: PodAt, one: ContainerInPod): number {
  const then = statusAtStart(at, one);
  return (one.status?.restartCount ?? 0) - (then?.ready ? then.restartCount : 0);
}

/** Why a container waited when the step began. */
export function waitedFor(at: PodAt, one: ContainerInPod): NonNullable<ContainerState["waiting"]> | undefined {
  return statusAtStart(at, one)?.state?.waiting;
}

/** Whether a container waits for the same reason as when the step began. */
export function waitsAsBefore(at: PodAt, one: ContainerInPod): boolean {
  const reason = waitingOf(one)?.reason;
  return reason !== undefined && waitedFor(at, one)?.reason === reason;
}

/** Whether an event happened, once more or for the first time, after the step began. */
export function isNews(past: Past, { id, value }: Vertex): boolean {
  const then = past.atStart(id)?.value as EventObject | undefined;
  return !then || ((value as EventObject).count ?? 1) > (then.count ?? 1);
}

/** What a person may do who does not want to wait until a node tries again; a pod that nobody owns would not come back. */
export function sooner({ pod }: PodAt): string {
  const { name, namespace = "default", ownerReferences = [] } = pod.metadata;
  return ownerReferences.length > 0 ? `; \`kubectl delete pod ${name} -n ${namespace}\` makes it try at once` : "";
}
