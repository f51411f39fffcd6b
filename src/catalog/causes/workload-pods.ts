import type { CauseRule } from "../../model/catalog.ts";
import type { Cause } from "../../model/cause.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { containersIn, endOf, isCurrent, isReadyPod } from "../../model/kubernetes/containers.ts";
import { examplePod } from "../../model/kubernetes/example-pod.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { podsOwnedBy } from "../../model/kubernetes/pod-trouble.ts";
import { isUnobserved, newestReplicaSet } from "../../model/kubernetes/rollout.ts";

const owners = new Set(["ReplicaSet", "StatefulSet", "DaemonSet", "Job", "ReplicationController"]);

const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "api", namespace: "shop", uid: "d" },
};
const set = (revision: number): object => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: {
    name: `api-${revision}`,
    namespace: "shop",
    uid: `r${revision}`,
    annotations: { "deployment.kubernetes.io/revision": String(revision) },
    ownerReferences: [{ apiVersion: "apps/v1", kind: "Deployment", name: "api", uid: "d", controller: true }],
  },
});
const pod = (owner: number): object => {
  const made = examplePod({}) as { metadata: object };
  const reference = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    name: `api-${owner}`,
    uid: `r${owner}`,
    controller: true,
  };
  return { ...made, metadata: { ...made.metadata, ownerReferences: [reference] } };
};

const workloadPods: CauseRule = {
  id: "workload-pods",
  title: "A workload is not ready because pods of its newest revision are not",
  why: "Its own status only counts; the pods say what is wrong.",
  remedy: "See what is said of the pods.",
  follows: true,
  needs: ["v1/Pod", "apps/ReplicaSet"],
  examples: [
    {
      name: "from the newest ReplicaSet to its pod",
      objects: [deployment, set(1), set(2), pod(2)],
      expect: [
        { effect: "cluster:apps/Deployment/shop/api", cause: "cluster:apps/ReplicaSet/shop/api-2" },
        { effect: "cluster:apps/ReplicaSet/shop/api-2", cause: "cluster:v1/Pod/shop/api" },
      ],
      not: { cause: "cluster:apps/ReplicaSet/shop/api-1" },
    },
    {
      name: "the controller has yet to act on what was written: its pods are of the past",
      objects: [
        { ...deployment, metadata: { ...deployment.metadata, generation: 2 }, status: { observedGeneration: 1 } },
        set(1),
      ],
      expect: [],
      not: { cause: "cluster:apps/ReplicaSet/shop/api-1" },
    },
    { name: "a pod owns nothing", objects: [examplePod({})], expect: [] },
  ],
  *explain(vertex, graph) {
    for (const next of nextOf(vertex, graph)) {
      yield {
        effect: vertex.id,
        cause: next.id,
        rule: "workload-pods",
        because: "its pods are not ready",
        certainty: "certain",
        evidence: [vertex.evidence],
      } satisfies Cause;
    }
  },
};

function nextOf(vertex: Vertex, graph: Graph): readonly Vertex[] {
  if (vertex.subject.kind !== "object") return [];
  if (vertex.subject.ref.kind === "Deployment") {
    const newest = isUnobserved(vertex) ? undefined : newestReplicaSet(graph, vertex);
    return newest ? [newest] : [];
  }
  if (!owners.has(vertex.subject.ref.kind)) return [];
  return podsOwnedBy(graph, vertex.id).filter(
    ({ value }) => isCurrent(value as Pod) && isUnwell(value as Pod) && (value as Pod).status?.phase !== "Succeeded",
  );
}

/** A pod that was killed for its memory is not well, though it may be ready until the next time. */
function isUnwell(pod: Pod): boolean {
  return !isReadyPod(pod) || containersIn(pod).some((one) => endOf(one)?.reason === "OOMKilled");
}

export default workloadPods;
