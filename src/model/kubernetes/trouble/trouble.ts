import type { Proven } from "../../evidence.ts";
import type { Graph, Vertex } from "../../graph.ts";
import type { Past } from "../../readiness.ts";
import type { Pod } from "../pod.ts";

/**
 * What keeps a pod from being ready. `doomed`: it will not become ready by itself. `degraded`: something is wrong, and
 * it may pass. `waiting`: it waits for something that is on its way.
 */
export interface Trouble {
  readonly is: "doomed" | "degraded" | "waiting";
  readonly because: string;
  readonly evidence: Proven;
  readonly waitsOn?: readonly string[];
  /** When this, unchanged, dooms the pod (RFC 3339). */
  readonly failsAt?: string;
}

/** What a pod is judged by. */
export interface PodAt {
  readonly vertex: Vertex;
  readonly pod: Pod;
  readonly graph: Graph;
  readonly past: Past;
}

/** A reason's name for one pod: pods of a workload are judged in one memory. */
export function reasonOf({ pod, vertex }: PodAt, ...words: readonly string[]): string {
  return [pod.metadata.uid ?? vertex.id, ...words].join(" ");
}

/** An instant so many seconds later. */
export function later(instant: string, seconds: number): string {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

/** Doomed once a grace is over; degraded until then, saying when. */
export function afterGrace(
  past: Past,
  since: string,
  seconds: number,
  trouble: Omit<Trouble, "is" | "failsAt">,
): Trouble {
  const failsAt = later(since, seconds);
  return Date.parse(past.now) >= Date.parse(failsAt)
    ? { is: "doomed", ...trouble }
    : { is: "degraded", ...trouble, failsAt };
}
