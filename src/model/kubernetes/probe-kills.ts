import type { Evidence } from "../evidence.ts";
import type { Graph, Vertex } from "../graph.ts";
import { eventsAbout } from "./pull-error.ts";
import type { EventObject } from "./workload.ts";

/** Whether the kubelet says that it killed a container for a liveness or start-up probe. */
export function isKilledByProbe(graph: Graph, vertex: Vertex, container: string): boolean {
  return eventsAbout(graph, vertex).some(({ value }) => {
    const { reason, message = "" } = value as EventObject;
    return reason === "Killing" && message.includes(`ontainer ${container} failed`);
  });
}

/** What the kubelet says of a probe that failed. */
export interface ProbeFailure {
  readonly probe: "Readiness" | "Liveness" | "Startup";
  readonly text: string;
  /** How often it has been said. */
  readonly times: number;
  readonly evidence: Evidence;
}

/** The failures of a container's probes, by the kubelet's events. */
export function probeFailures(graph: Graph, vertex: Vertex, container: string): readonly ProbeFailure[] {
  return eventsAbout(graph, vertex).flatMap(({ value, evidence }) => {
    const { reason, message = "", involvedObject, count = 1 } = value as EventObject;
    const own = (involvedObject.fieldPath ?? `{${container}}`).includes(`{${container}}`);
    const form = /^(Readiness|Liveness|Startup) probe (?:failed|errored)[^:]*: (.*)$/s.exec(message);
    if (reason !== "Unhealthy" || !own || !form) return [];
    return [{ probe: form[1] as ProbeFailure["probe"], text: (form[2] ?? "").trim(), times: count, evidence }];
  });
}
