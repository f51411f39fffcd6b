import type { CauseRule } from "../../model/catalog.ts";
import { failedConnections, whereFrom } from "../../model/kubernetes/connections.ts";
import { crashLoop, examplePod } from "../../model/kubernetes/example-pod.ts";
import { templateField, topOwner } from "../../model/kubernetes/owner.ts";
import type { Service } from "../../model/kubernetes/workload.ts";

const service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "job-runner", namespace: "shop" },
  spec: { ports: [{ port: 50056 }], clusterIP: "10.96.3.4" },
};
const log = (port: number): Record<string, string> => ({
  "shop/api/api": `RUNNER_URL not set, using job-runner:${port}\nfatal: cannot connect to job-runner:${port}: dial tcp 10.96.3.4:${port}: connect: connection refused`,
});

const urlPortUnserved: CauseRule = {
  id: "url-port-unserved",
  title: "An address names a port that the Service does not offer",
  why: "The name is right and the number is not, or is left out: the connection is refused or never answered.",
  remedy: "Correct the port to one that the Service offers (kubectl get service), or offer it there.",
  needs: ["v1/Pod", "v1/Service", "v1/ConfigMap", "log"],
  examples: [
    {
      name: "the program's own default has an old port",
      objects: [examplePod({ status: crashLoop() }), service],
      logs: log(50055),
      expect: [{ because: "50055", certainty: "certain", evidence: "using job-runner:50055" }],
    },
    {
      name: "the port is offered",
      objects: [examplePod({ status: crashLoop() }), service],
      logs: log(50056),
      expect: [],
      not: { rule: "url-port-unserved" },
    },
  ],
  *explain(vertex, graph) {
    for (const one of failedConnections(graph, vertex)) {
      const look = graph.sight(one.id);
      if (!look.seen || !look.value || one.port === undefined) continue;
      const ports = ((look.value.value as Service).spec.ports ?? []).map(({ port }) => port);
      if (ports.length === 0 || ports.includes(one.port)) continue;
      yield {
        effect: vertex.id,
        cause:
          one.variable?.from?.id ??
          (one.variable
            ? templateField(graph, vertex, one.variable.field)
            : `${topOwner(graph, vertex).id}#${one.host}:${one.port}`),
        rule: "url-port-unserved",
        because: `${whereFrom(one)} says port ${one.port} of ${one.service.name}, and the Service offers ${ports.join(", ")}`,
        certainty: "certain",
        evidence: [one.evidence, look.value.evidence],
      };
    }
  },
};

export default urlPortUnserved;
