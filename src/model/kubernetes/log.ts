import type { Evidence } from "../evidence.ts";
import type { Graph } from "../graph.ts";

/** What a look at a container's log gives: the last lines, masked. `restarts` is how often the container had restarted. */
export interface ContainerLog {
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
  readonly restarts: number;
  /** Empty when the container has written nothing. */
  readonly text: string;
}

/** The vertex id of a log. */
export function logId(namespace: string, pod: string, container: string, previous = false): string {
  return `log:${namespace}/${pod}/${container}${previous ? "/previous" : ""}`;
}

/** A log that was read, with its evidence. */
export interface LogRead {
  readonly log: ContainerLog;
  readonly evidence: Evidence;
}

/** The logs of a container that were read: what runs now first, then what ran before the last restart. */
export function logsOf(graph: Graph, namespace: string, pod: string, container: string): readonly LogRead[] {
  return [false, true].flatMap((previous) => {
    const look = graph.sight(logId(namespace, pod, container, previous));
    if (!look.seen || !look.value) return [];
    return { log: look.value.value as ContainerLog, evidence: look.value.evidence };
  });
}
