import type { ReadinessRule } from "../../model/catalog.ts";
import { podsOwnedBy, podsState } from "../../model/kubernetes/pod-trouble.ts";
import { rolloutState } from "../../model/kubernetes/rollout.ts";
import type { ReplicaSet } from "../../model/kubernetes/workload.ts";

const set = (ready: number, more: object = {}): object => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: { name: "api", namespace: "shop", generation: 1, uid: "r" },
  spec: { replicas: 1 },
  status: { observedGeneration: 1, replicas: 1, readyReplicas: ready, availableReplicas: ready, ...more },
});

const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "api-x",
    namespace: "shop",
    ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "api", uid: "r", controller: true }],
  },
  spec: { containers: [{ name: "api", image: "API" }] },
  status: {
    containerStatuses: [
      {
        name: "api",
        ready: false,
        restartCount: 0,
        state: { waiting: { reason: "InvalidImageName", message: "bad" } },
      },
    ],
  },
};

const appsReplicaset: ReadinessRule = {
  id: "apps-replicaset",
  title: "ReplicaSet: as many available pods as wanted",
  why: "One that stands by itself is judged as the newest revision of a Deployment is.",
  groupKind: "apps/ReplicaSet",
  needs: ["v1/Pod"],
  examples: [
    { name: "all pods are available", objects: [set(1)], expect: { state: "ready" } },
    {
      name: "its only pod has no image",
      objects: [set(0), pod],
      expect: { state: "failed", because: "InvalidImageName" },
    },
    { name: "not yet", objects: [set(0)], expect: { state: "progressing" } },
    { name: "its pods may not be read", objects: [set(1)], refused: ["v1/Pod"], expect: { state: "unverified" } },
  ],
  judge(vertex, graph, past) {
    const { metadata, spec, status = {} } = vertex.value as ReplicaSet;
    const evidence = [vertex.evidence] as const;
    if (metadata.deletionTimestamp !== undefined) {
      return { state: "terminating", because: "it is being deleted", evidence };
    }
    if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
      return { state: "progressing", because: "its controller has not seen this generation yet", evidence };
    }
    const wanted = spec.replicas ?? 1;
    if (status.replicas === wanted && (status.availableReplicas ?? 0) === wanted) {
      const { restarts } = podsState(podsOwnedBy(graph, vertex.id), graph, past);
      return { state: "ready", because: `${wanted} of ${wanted} pods are available`, evidence, restarts };
    }
    return rolloutState({ vertex, set: vertex, wanted, graph, past });
  },
};

export default appsReplicaset;
