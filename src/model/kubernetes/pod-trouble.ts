import type { Graph, Vertex } from "../graph.ts";
import type { Past } from "../readiness.ts";
import { containersIn, endOf, isLostWithNode, isReadyPod } from "./containers.ts";
import type { Pod } from "./pod.ts";
import { configTrouble, volumeTrouble } from "./trouble/config.ts";
import { crashTrouble } from "./trouble/crash.ts";
import { imageTrouble } from "./trouble/image.ts";
import { probeTrouble } from "./trouble/probe.ts";
import { schedulingTrouble } from "./trouble/scheduling.ts";
import type { PodAt, Trouble } from "./trouble/trouble.ts";

const order = ["doomed", "degraded", "waiting"] as const;

/** The worst trouble of a pod; undefined when nothing is wrong with it, ready or not. */
export function troubleOf(vertex: Vertex, graph: Graph, past: Past): Trouble | undefined {
  const pod = vertex.value as Pod;
  const at: PodAt = { vertex, pod, graph, past };
  if (isReadyPod(pod)) return repeatedKill(at);
  if (isLostWithNode(pod)) {
    return { is: "waiting", because: "it was lost with its node and is to be replaced", evidence: [vertex.evidence] };
  }
  const found = [
    schedulingTrouble(at),
    volumeTrouble(at),
    ...containersIn(pod).flatMap((one) => [
      imageTrouble(at, one),
      configTrouble(at, one),
      crashTrouble(at, one),
      probeTrouble(at, one),
    ]),
  ].filter((one) => one !== undefined);
  return order.flatMap((is) => found.filter((one) => one.is === is))[0];
}

/** A kill longer ago than this (seconds) is history: the pod has lived on since. */
const recentSeconds = 600;

/** Ready between two kills for memory is not ready: it is only a matter of time. */
function repeatedKill(at: PodAt): Trouble | undefined {
  for (const one of containersIn(at.pod)) {
    const { reason, finishedAt = "" } = endOf(one) ?? {};
    if (reason !== "OOMKilled" || (one.status?.restartCount ?? 0) < 2) continue;
    if (Date.parse(at.past.now) - Date.parse(finishedAt) > recentSeconds * 1000) continue;
    const trouble = crashTrouble(at, one);
    if (trouble) return trouble;
  }
  return undefined;
}

/** How often the containers of a pod have restarted. */
export function restartsOf(pod: Pod): number {
  return containersIn(pod).reduce((sum, { status }) => sum + (status?.restartCount ?? 0), 0);
}

/** The pods of one revision, added up. */
export interface PodsState {
  readonly current: readonly Vertex[];
  readonly ready: number;
  readonly restarts: number;
  /** The worst of each pod that has one. */
  readonly troubles: readonly Trouble[];
}

/** Judges pods together: those that are going, or lost with their node, do not count. */
export function podsState(pods: readonly Vertex[], graph: Graph, past: Past): PodsState {
  const current = pods.filter(({ value }) => {
    const pod = value as Pod;
    return pod.metadata.deletionTimestamp === undefined && !isLostWithNode(pod);
  });
  const troubles = current.flatMap((vertex) => troubleOf(vertex, graph, past) ?? []);
  return {
    current,
    troubles,
    ready: current.filter(({ value }) => isReadyPod(value as Pod)).length,
    restarts: current.reduce((sum, { value }) => sum + restartsOf(value as Pod), 0),
  };
}

/** The pods that a vertex owns, directly. */
export function podsOwnedBy(graph: Graph, id: string): readonly Vertex[] {
  return [...graph.in(id, "owner")].flatMap(({ from }) => {
    const look = graph.sight(from);
    const vertex = look.seen ? look.value : null;
    return vertex?.subject.kind === "object" && vertex.subject.ref.kind === "Pod" ? [vertex] : [];
  });
}
