import type { CauseRule } from "../../model/catalog.ts";
import { failedConnections } from "../../model/kubernetes/connections.ts";
import { readyEndpoints } from "../../model/kubernetes/endpoints.ts";
import { crashLoop, examplePod } from "../../model/kubernetes/example-pod.ts";
import type { Service } from "../../model/kubernetes/workload.ts";

const service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "store", namespace: "shop" },
  spec: { selector: { app: "store" }, ports: [{ port: 6379 }] },
};
const slice = {
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name: "store-x", namespace: "shop", labels: { "kubernetes.io/service-name": "store" } },
  endpoints: [{ addresses: ["10.244.0.9"], conditions: { ready: true } }],
};
const logs = { "shop/api/api": "cannot connect to store:6379: connection refused" };

const dependencyNotReady: CauseRule = {
  id: "dependency-not-ready",
  title: "A Service that the program connects to has nobody behind it",
  why: "The program is a victim: what keeps the other workload from being ready is the cause.",
  remedy: "Mend what is behind that Service; this workload follows by itself.",
  needs: ["v1/Pod", "v1/Service", "discovery.k8s.io/EndpointSlice", "log"],
  examples: [
    {
      name: "no end point is ready",
      objects: [examplePod({ status: crashLoop() }), service],
      logs,
      expect: [{ cause: "cluster:v1/Service/shop/store", because: "store" }],
    },
    {
      name: "an end point is ready",
      objects: [examplePod({ status: crashLoop() }), service, slice],
      logs,
      expect: [],
      not: { rule: "dependency-not-ready" },
    },
  ],
  *explain(vertex, graph) {
    for (const one of failedConnections(graph, vertex)) {
      const look = graph.sight(one.id);
      const ports = look.seen && look.value ? ((look.value.value as Service).spec.ports ?? []) : [];
      if (!look.seen || !look.value || !graph.coverage("discovery.k8s.io/EndpointSlice", one.service.namespace).seen)
        continue;
      if (one.port !== undefined && !ports.some(({ port }) => port === one.port)) continue;
      if (readyEndpoints(graph, look.value).count > 0) continue;
      yield {
        effect: vertex.id,
        cause: one.id,
        rule: "dependency-not-ready",
        because: `it connects to the Service ${one.service.name}, and nothing behind that is ready`,
        certainty: "likely",
        confirm: `kubectl get endpointslices -n ${one.service.namespace} -l kubernetes.io/service-name=${one.service.name}`,
        evidence: [one.evidence, look.value.evidence],
      };
    }
  },
};

export default dependencyNotReady;
