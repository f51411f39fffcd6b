import type { CauseRule } from "../../model/catalog.ts";
import { isCurrent, isReadyPod } from "../../model/kubernetes/containers.ts";
import { readyEndpoints } from "../../model/kubernetes/endpoints.ts";
import { examplePod, running } from "../../model/kubernetes/example-pod.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { isOfNewestRevision } from "../../model/kubernetes/rollout.ts";

const service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "api", namespace: "shop" },
  spec: { selector: { app: "api" }, ports: [{ port: 80 }] },
};

const servicePods: CauseRule = {
  id: "service-pods",
  title: "A Service leads nowhere because its pods are not ready",
  why: "A Service has no state of its own; what is wrong with it is wrong with what it selects.",
  remedy: "See what is said of the pods.",
  follows: true,
  needs: ["v1/Pod", "apps/ReplicaSet", "apps/Deployment", "discovery.k8s.io/EndpointSlice"],
  examples: [
    {
      name: "its only pod is not ready",
      objects: [service, examplePod({ status: running(false) })],
      expect: [{ effect: "cluster:v1/Service/shop/api", cause: "cluster:v1/Pod/shop/api" }],
    },
    {
      name: "its pod is ready",
      objects: [
        service,
        examplePod({ status: running(true), pod: { conditions: [{ type: "Ready", status: "True" }] } }),
      ],
      expect: [],
      not: { cause: "cluster:v1/Pod/shop/api" },
    },
  ],
  *explain(vertex, graph) {
    if (vertex.subject.kind !== "object" || vertex.subject.ref.kind !== "Service") return;
    if (readyEndpoints(graph, vertex).count > 0) return;
    for (const { to } of graph.out(vertex.id, "selector")) {
      const look = graph.sight(to);
      const pod = look.seen ? look.value : null;
      if (pod?.subject.kind !== "object" || pod.subject.ref.kind !== "Pod") continue;
      if (!isCurrent(pod.value as Pod) || isReadyPod(pod.value as Pod) || !isOfNewestRevision(graph, pod)) continue;
      yield {
        effect: vertex.id,
        cause: pod.id,
        rule: "service-pods",
        because: "no pod behind it is ready",
        certainty: "certain",
        evidence: [vertex.evidence],
      };
    }
  },
};

export default servicePods;
