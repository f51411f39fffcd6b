import type { ReadinessRule } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { type Condition, conditionOf } from "../../model/kubernetes/object.ts";
import { type PodsState, podsOwnedBy, podsState } from "../../model/kubernetes/pod-trouble.ts";
import { newestReplicaSet, rolloutState } from "../../model/kubernetes/rollout.ts";
import { planRoot } from "../../model/kubernetes/to-come.ts";
import type { Deployment } from "../../model/kubernetes/workload.ts";
import type { Past, ReadinessVerdict } from "../../model/readiness.ts";
import { objectId } from "../../model/subject.ts";

interface Said {
  readonly wanted?: number;
  readonly replicas?: number;
  readonly updated?: number;
  readonly ready?: number;
  readonly paused?: boolean;
  readonly observed?: number;
  readonly reason?: string;
}

function deployment(said: Said): object {
  const { wanted = 2, replicas = 2, updated = 2, ready = 2, observed = 1, reason = "NewReplicaSetAvailable" } = said;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "api", namespace: "shop", generation: 1, uid: "d" },
    spec: { replicas: wanted, selector: { matchLabels: { app: "api" } }, ...(said.paused ? { paused: true } : {}) },
    status: {
      observedGeneration: observed,
      replicas,
      updatedReplicas: updated,
      readyReplicas: ready,
      availableReplicas: ready,
      conditions: [
        { type: "Available", status: ready >= wanted ? "True" : "False" },
        { type: "Progressing", status: reason === "ProgressDeadlineExceeded" ? "False" : "True", reason },
      ],
    },
  };
}

const written = (spec: object): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "api", namespace: "shop" },
  spec,
});

const set = (revision: number, extra: object = {}): object => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: {
    name: `api-${revision}`,
    namespace: "shop",
    uid: `r${revision}`,
    annotations: { "deployment.kubernetes.io/revision": String(revision) },
    ownerReferences: [{ apiVersion: "apps/v1", kind: "Deployment", name: "api", uid: "d", controller: true }],
  },
  spec: { replicas: 2 },
  ...extra,
});

const pod = (revision: number, name: string, status: object): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: `api-${revision}-${name}`,
    namespace: "shop",
    labels: { app: "api" },
    ownerReferences: [
      { apiVersion: "apps/v1", kind: "ReplicaSet", name: `api-${revision}`, uid: `r${revision}`, controller: true },
    ],
  },
  spec: { nodeName: "node-1", containers: [{ name: "api", image: "registry.example/api:2" }] },
  status,
});

const waiting = (reason: string, message: string): object => ({
  phase: "Pending",
  containerStatuses: [{ name: "api", ready: false, restartCount: 0, state: { waiting: { reason, message } } }],
});

const absent = waiting("ErrImagePull", "rpc error: code = NotFound desc = registry.example/api:2: not found");

const noPods = deployment({ replicas: 0, updated: 0, ready: 0, reason: "ReplicaSetUpdated" });

const quota = 'pods "api-1-x" is forbidden: exceeded quota: tight, requested: pods=1, used: pods=1, limited: pods=1';

const refusedByQuota = set(1, {
  status: { conditions: [{ type: "ReplicaFailure", status: "True", message: quota }] },
});

const refusedAgain = (count: number): object => ({
  apiVersion: "v1",
  kind: "Event",
  metadata: { name: "api-1.1", namespace: "shop" },
  involvedObject: { apiVersion: "apps/v1", kind: "ReplicaSet", name: "api-1", namespace: "shop", uid: "r1" },
  reason: "FailedCreate",
  message: quota,
  count,
});

const appsDeployment: ReadinessRule = {
  id: "apps-deployment",
  title: "Deployment: its newest revision, all of it, and nothing of an older one",
  why: "Ready pods of an old revision hide a new one that never starts; the pods know of a failure long before the parent.",
  groupKind: "apps/Deployment",
  needs: ["apps/ReplicaSet", "v1/Pod"],
  examples: [
    {
      name: "all pods are of the newest revision and ready",
      objects: [deployment({}), set(1)],
      expect: { state: "ready" },
    },
    {
      name: "old pods are ready, the new one has an image that is not there",
      objects: [
        deployment({ replicas: 3, updated: 1, ready: 2, reason: "ReplicaSetUpdated" }),
        set(1),
        set(2),
        pod(1, "a", { phase: "Running", conditions: [{ type: "Ready", status: "True" }] }),
        pod(2, "a", absent),
      ],
      expect: { state: "failed", because: "not found" },
      not: { state: "ready" },
    },
    {
      name: "one of two pods is doomed: not all, so not failed yet",
      objects: [
        deployment({ ready: 0, reason: "ReplicaSetUpdated" }),
        set(1),
        pod(1, "a", absent),
        pod(1, "b", { phase: "Pending" }),
      ],
      expect: { state: "degraded" },
    },
    {
      name: "quota keeps the new revision from starting, and nothing old can make room",
      objects: [noPods, refusedByQuota],
      expect: { state: "failed", because: "exceeded quota" },
    },
    {
      name: "the controller gave up",
      objects: [deployment({ ready: 0, reason: "ProgressDeadlineExceeded" }), set(1)],
      expect: { state: "failed" },
    },
    {
      name: "the controller gave up before the step, and what it waited for may be mended",
      objects: [deployment({ ready: 0, reason: "ProgressDeadlineExceeded" }), set(1)],
      atStart: [deployment({ ready: 0, reason: "ProgressDeadlineExceeded" })],
      expect: { state: "progressing" },
      not: { state: "failed" },
    },
    {
      name: "quota refused its pods before the step, and its controller has not tried since",
      objects: [noPods, refusedByQuota],
      atStart: [refusedByQuota],
      expect: { state: "degraded", because: "its controller is to try again" },
      not: { state: "failed" },
    },
    {
      name: "quota refused its pods before the step, and again since",
      objects: [noPods, refusedByQuota, refusedAgain(8)],
      atStart: [refusedByQuota, refusedAgain(7)],
      expect: { state: "failed", because: "exceeded quota" },
    },
    {
      name: "the controller has not seen the newest generation",
      objects: [deployment({ observed: 0 }), set(1)],
      expect: { state: "progressing" },
    },
    { name: "paused on purpose", objects: [deployment({ paused: true })], expect: { state: "suspended" } },
    {
      name: "paused by somebody, where its manifest does not say so: what was written is not rolled out",
      objects: [deployment({ paused: true }), set(1)],
      plan: [written({})],
      expect: { state: "unverified", because: "kubectl rollout resume deployment/api -n shop" },
      not: { state: "suspended" },
    },
    {
      name: "paused, as its manifest says",
      objects: [deployment({ paused: true })],
      plan: [written({ paused: true })],
      expect: { state: "suspended" },
    },
    {
      name: "scaled to nothing by somebody: no pods prove nothing",
      objects: [deployment({ wanted: 0, replicas: 0, updated: 0, ready: 0 }), set(1)],
      plan: [written({})],
      expect: { state: "unverified", because: "scaled it to 0" },
      not: { state: "ready" },
    },
    {
      name: "no pods, as its manifest says",
      objects: [deployment({ wanted: 0, replicas: 0, updated: 0, ready: 0 }), set(1)],
      plan: [written({ replicas: 0 })],
      expect: { state: "ready", because: "no pods" },
    },
    {
      name: "its pods may not be read",
      objects: [deployment({})],
      refused: ["v1/Pod"],
      expect: { state: "unverified", because: "Pod" },
    },
  ],
  judge(vertex, graph, past) {
    const { metadata, spec, status = {} } = vertex.value as Deployment;
    const evidence = [vertex.evidence] as const;
    if (metadata.deletionTimestamp !== undefined) {
      return { state: "terminating", because: "it is being deleted", evidence };
    }
    const meddled = notAsTold(vertex, graph);
    if (meddled) return { state: "unverified", because: meddled, evidence };
    if (spec.paused) return { state: "suspended", because: "it is paused", evidence };
    if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
      return { state: "progressing", because: "its controller has not seen this generation yet", evidence };
    }
    const set = newestReplicaSet(graph, vertex);
    if (isComplete(vertex.value as Deployment))
      return complete(vertex, set && podsState(podsOwnedBy(graph, set.id), graph, past));
    const progressing = conditionOf(status.conditions, "Progressing");
    const state = set && rolloutState({ vertex, set, wanted: spec.replicas ?? 1, graph, past });
    if (progressing?.reason === "ProgressDeadlineExceeded" && !gaveUpBefore(vertex, past)) {
      return givenUp(vertex, state, `it did not progress within its own deadline: ${progressing.message ?? ""}`);
    }
    return state ?? { state: "progressing", because: "its ReplicaSet is not made yet", evidence };
  },
};

/** What somebody told it instead of its manifest, where the manifest leaves it open: then it is idle, but not on purpose. */
function notAsTold({ subject, value }: Vertex, graph: Graph): string | undefined {
  if (subject.kind !== "object") return undefined;
  const look = graph.sight(objectId({ ...subject.ref, in: planRoot }));
  const wanted = look.seen && look.value ? (look.value.value as Deployment).spec : undefined;
  const { spec, metadata } = value as Deployment;
  const name = `deployment/${metadata.name} -n ${metadata.namespace ?? "default"}`;
  if (wanted && spec.paused && !wanted.paused) {
    return `somebody has paused it, and its manifest does not say so: what is written is not rolled out; go on with \`kubectl rollout resume ${name}\``;
  }
  if (wanted && spec.replicas === 0 && wanted.replicas !== 0) {
    return `somebody has scaled it to 0, and its manifest does not say so: no pod shows that it works; bring it back with \`kubectl scale ${name} --replicas=${wanted.replicas ?? 1}\``;
  }
  return undefined;
}

/** Ready by its own counts; a pod may know already that it is not to last. */
function complete(vertex: Vertex, pods: PodsState | undefined): ReadinessVerdict {
  const wanted = (vertex.value as Deployment).spec.replicas ?? 1;
  const restarts = pods?.restarts ?? 0;
  for (const [is, state] of [
    ["doomed", "failed"],
    ["degraded", "degraded"],
  ] as const) {
    const worst = pods?.troubles.find((trouble) => trouble.is === is);
    if (worst) return { state, because: worst.because, evidence: worst.evidence, restarts };
  }
  const because = wanted === 0 ? "no pods, as it is told" : `${wanted} of ${wanted} pods are ready`;
  return { state: "ready", because, evidence: [vertex.evidence], restarts };
}

/** As kstatus has it, and no surplus: updated, available and ready pods are as many as wanted, and there are no others. */
function isComplete({ spec, status = {} }: Deployment): boolean {
  const wanted = spec.replicas ?? 1;
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0, conditions } = status;
  const counts = [replicas, updatedReplicas, readyReplicas, availableReplicas].every((count) => count === wanted);
  const progressing = conditionOf(conditions, "Progressing");
  // Without a progress deadline the controller keeps no Progressing condition at all.
  const rolledOut = progressing === undefined || progressing.reason === "NewReplicaSetAvailable";
  return counts && rolledOut && conditionOf(conditions, "Available")?.status === "True";
}

/** It gave up before the step began, and has not begun anew since: it says nothing of what was mended meanwhile. */
function gaveUpBefore({ id, value }: Vertex, past: Past): boolean {
  const of = (one: unknown): Condition | undefined =>
    conditionOf((one as Deployment | undefined)?.status?.conditions, "Progressing");
  const [then, now] = [of(past.atStart(id)?.value), of(value)];
  return then?.reason === now?.reason && then?.lastTransitionTime === now?.lastTransitionTime;
}

/** What the pods say, if they say that something is wrong; else what the controller says. */
function givenUp(vertex: Vertex, pods: ReadinessVerdict | undefined, because: string): ReadinessVerdict {
  if (!pods || pods.state === "progressing") return { state: "failed", because, evidence: [vertex.evidence] };
  const { failsAt: _, ...rest } = pods;
  return { ...rest, state: "failed" };
}

export default appsDeployment;
