import type { Proven } from "../evidence.ts";
import type { Graph, Vertex } from "../graph.ts";
import type { Past, ReadinessVerdict } from "../readiness.ts";
import { type Condition, conditionOf } from "./object.ts";
import { topOwner } from "./owner.ts";
import { type PodsState, podsOwnedBy, podsState } from "./pod-trouble.ts";
import { eventsAbout } from "./pull-error.ts";
import { isNews } from "./trouble/since.ts";
import type { Trouble } from "./trouble/trouble.ts";
import { later } from "./trouble/trouble.ts";
import type { Deployment, EventObject, ReplicaSet } from "./workload.ts";

const revisionOf = ({ value }: Vertex): number =>
  Number((value as ReplicaSet).metadata.annotations?.["deployment.kubernetes.io/revision"] ?? 0);

/** The ReplicaSet of a Deployment's newest revision, once its controller has made it. */
export function newestReplicaSet(graph: Graph, deployment: Vertex): Vertex | undefined {
  const owned = [...graph.in(deployment.id, "owner")].flatMap(({ from }) => {
    const look = graph.sight(from);
    return look.seen && look.value && from.includes("/ReplicaSet/") ? [look.value] : [];
  });
  return owned.sort((a, b) => revisionOf(b) - revisionOf(a))[0];
}

/** Whether the controller of a Deployment has yet to act on what is written: until then its pods are of the past. */
export function isUnobserved({ value }: Vertex): boolean {
  const { metadata, status } = value as Deployment;
  return (status?.observedGeneration ?? metadata.generation ?? 0) < (metadata.generation ?? 0);
}

/** Whether a pod is of its Deployment's newest revision; one without a Deployment is. */
export function isOfNewestRevision(graph: Graph, pod: Vertex): boolean {
  const top = topOwner(graph, pod);
  if (top.subject.kind !== "object" || top.subject.ref.kind !== "Deployment") return true;
  const newest = newestReplicaSet(graph, top);
  const owned = newest && [...graph.out(pod.id, "owner")].some(({ to }) => to === newest.id);
  return owned === true && !isUnobserved(top);
}

/** What a roll-out is judged by. `wanted` are the pods that there should be. */
export interface RolloutAt {
  readonly vertex: Vertex;
  readonly set: Vertex;
  readonly wanted: number;
  readonly graph: Graph;
  readonly past: Past;
}

/**
 * The state of a roll-out that its controller does not call complete, by the pods of its newest revision: failed when
 * all of them are doomed, or none can be made.
 */
export function rolloutState({ vertex, set, wanted, graph, past }: RolloutAt): ReadinessVerdict {
  const pods = podsState(podsOwnedBy(graph, set.id), graph, past);
  const refused = pods.current.length < wanted ? creationTrouble({ vertex, set, graph, past }) : undefined;
  if (refused) return { ...refused, restarts: pods.restarts };
  const doomed = pods.troubles.filter(({ is }) => is === "doomed");
  const [first] = doomed;
  const worst = first ?? pods.troubles.find(({ is }) => is === "degraded") ?? pods.troubles[0];
  const count = `${pods.ready} of ${wanted} pods are ready`;
  if (first && doomed.length === pods.current.length) {
    return {
      state: "failed",
      because: `${count}: ${first.because}`,
      evidence: proofOf(vertex, first),
      restarts: pods.restarts,
    };
  }
  if (!worst) return { state: "progressing", because: count, evidence: [vertex.evidence], ...waits(pods) };
  return {
    state: worst.is === "waiting" ? "progressing" : "degraded",
    because: `${count}: ${worst.because}`,
    evidence: proofOf(vertex, worst),
    ...waits(pods),
    ...(worst.waitsOn ? { waitsOn: worst.waitsOn } : {}),
    ...(worst.failsAt ? { failsAt: worst.failsAt } : {}),
  };
}

function waits(pods: PodsState): Pick<ReadinessVerdict, "waitsOn" | "restarts"> {
  return { waitsOn: pods.current.map(({ id }) => id), restarts: pods.restarts };
}

function proofOf(vertex: Vertex, { evidence }: Trouble): Proven {
  return evidence.includes(vertex.evidence) ? evidence : [evidence[0], ...evidence.slice(1), vertex.evidence];
}

/** A missing PriorityClass may be just being made. */
const priorityClassSeconds = 10;

/** What the API server says when it does not take a new pod: kept in a condition long after the event is gone. */
export function failureCondition(...vertices: readonly Vertex[]): { condition: Condition; vertex: Vertex } | undefined {
  for (const vertex of vertices) {
    const conditions = (vertex.value as ReplicaSet).status?.conditions;
    const condition = conditionOf(conditions, "ReplicaFailure");
    if (condition?.status === "True") return { condition, vertex };
  }
  return undefined;
}

function creationTrouble({ vertex, set, graph, past }: Omit<RolloutAt, "wanted">): ReadinessVerdict | undefined {
  const found = failureCondition(set, vertex);
  if (!found) return undefined;
  const message = found.condition.message ?? "";
  const because = `its pods cannot be made: ${message}`;
  const evidence = [found.vertex.evidence] as const;
  if (failedBefore(found, past) && !hasFailedSince(set, graph, past)) {
    const hope = "that was before this step, and its controller is to try again";
    return { state: "degraded", because: `${because}; ${hope}`, evidence };
  }
  if (/exceeded quota/.test(message) && hasOldPods(vertex)) {
    return { state: "degraded", because: `${because}; pods of the old revision may free it`, evidence };
  }
  if (/no PriorityClass/.test(message)) {
    const { since } = past.held(`${set.id} priority class`, message, found.vertex.evidence);
    const failsAt = later(since, priorityClassSeconds);
    if (Date.parse(past.now) < Date.parse(failsAt)) return { state: "degraded", because, evidence, failsAt };
  }
  // A conflict or an overloaded server passes; what is forbidden or invalid is refused in the same words again.
  if (/forbidden|invalid|no PriorityClass|violates PodSecurity/i.test(message))
    return { state: "failed", because, evidence };
  return { state: "degraded", because, evidence };
}

/** The condition stays as it is however often it is tried; only the events count. */
function failedBefore({ vertex }: { readonly vertex: Vertex }, past: Past): boolean {
  const then = past.atStart(vertex.id);
  const isSame = then && (then.value as ReplicaSet).metadata.uid === (vertex.value as ReplicaSet).metadata.uid;
  return isSame === true && failureCondition(then) !== undefined;
}

function hasFailedSince(set: Vertex, graph: Graph, past: Past): boolean {
  return eventsAbout(graph, set).some(
    (event) => (event.value as EventObject).reason === "FailedCreate" && isNews(past, event),
  );
}

function hasOldPods({ value }: Vertex): boolean {
  const { replicas = 0, updatedReplicas = 0 } =
    (value as { status?: { replicas?: number; updatedReplicas?: number } }).status ?? {};
  return replicas > updatedReplicas;
}
