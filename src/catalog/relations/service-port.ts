import type { Relation } from "../../model/catalog.ts";
import { targetPortIn } from "../../model/kubernetes/probe.ts";
import { objectOf, templateAt } from "../../model/kubernetes/template.ts";
import type { Service } from "../../model/kubernetes/workload.ts";
import { vertexAt } from "../../model/objects.ts";

const service = (targetPort: number | string): object => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "api", namespace: "shop" },
  spec: { selector: { app: "api" }, ports: [{ port: 80, targetPort }] },
});
const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api-1", namespace: "shop", labels: { app: "api" } },
  spec: { containers: [{ name: "api", ports: [{ name: "http", containerPort: 8080 }] }] },
};

const servicePort: Relation = {
  id: "service-port",
  title: "A port of a Service leads to a port of its pods",
  why: "A named target port that no container has leads nowhere, and the Service never gets an end point.",
  needs: ["v1/Pod", "apps/Deployment", "apps/ReplicaSet", "apps/StatefulSet", "apps/DaemonSet"],
  starts: ["v1/Service"],
  local: true,
  binds: false,
  examples: [
    {
      name: "a target port by its name",
      objects: [service("http"), pod],
      expect: [{ to: "cluster:v1/Pod/shop/api-1", part: "8080", field: "spec.ports[0].targetPort" }],
    },
    { name: "a name that no container has", objects: [service("grpc"), pod], expect: [] },
  ],
  *edges(vertex, graph) {
    const ports = (objectOf(vertex) as Service | undefined)?.spec?.ports ?? [];
    for (const { to } of graph.out(vertex.id, "selector")) {
      const pod = vertexAt(graph, to);
      const at = pod && templateAt(pod);
      for (const [index, port] of ports.entries()) {
        const target = at && targetPortIn(at.template, port);
        if (target === undefined) continue;
        const field = `spec.ports[${index}].targetPort`;
        yield { from: vertex.id, to, relation: "service-port", field, part: String(target) };
      }
    }
  },
};

export default servicePort;
