import type { CauseRule } from "../../model/catalog.ts";
import { isDnsLabel } from "../../model/kubernetes/address.ts";
import { failedConnections, whereFrom } from "../../model/kubernetes/connections.ts";
import { crashLoop, examplePod } from "../../model/kubernetes/example-pod.ts";
import { templateField } from "../../model/kubernetes/owner.ts";

const env = [{ name: "RUNNER", value: "job_runner.shop.svc.cluster.local:50056" }];
const log = {
  "shop/api/api":
    "connecting to job_runner.shop.svc.cluster.local:50056\nfatal: cannot connect to job_runner.shop.svc.cluster.local:50056: dial tcp: lookup job_runner.shop.svc.cluster.local on 10.96.0.10:53: no such host",
};
const service = (name: string): object => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "shop" },
  spec: { ports: [{ port: 50056 }] },
});

const urlNamesAService: CauseRule = {
  id: "url-names-a-service",
  title: "An address names a Service that is not there",
  why: "One letter in a host name, or an underscore, which no name in DNS may have: the program finds out at its start.",
  remedy: "Correct the host to the name of the Service (with its namespace, if it is another one).",
  needs: ["v1/Pod", "v1/Service", "v1/ConfigMap", "log"],
  examples: [
    {
      name: "a host with an underscore",
      objects: [examplePod({ container: { env }, status: crashLoop() }), service("job-runner")],
      logs: log,
      expect: [{ because: "job_runner", certainty: "certain", evidence: "no such host" }],
    },
    {
      name: "there is such a Service",
      objects: [
        examplePod({ container: { env: [{ name: "RUNNER", value: "job-runner:50056" }] }, status: crashLoop() }),
        service("job-runner"),
      ],
      logs: { "shop/api/api": "cannot connect to job-runner:50056: connection refused" },
      expect: [],
      not: { rule: "url-names-a-service" },
    },
    {
      name: "an address without a Service that the program does not complain of",
      objects: [examplePod({ container: { env }, status: crashLoop() })],
      logs: { "shop/api/api": "cannot open /data" },
      expect: [],
      not: { rule: "url-names-a-service" },
    },
    {
      name: "nobody may list Services",
      objects: [examplePod({ container: { env }, status: crashLoop() })],
      logs: log,
      refused: ["v1/Service"],
      expect: [{ certainty: "possible", because: "job_runner" }],
    },
  ],
  *explain(vertex, graph) {
    for (const one of failedConnections(graph, vertex)) {
      const look = graph.sight(one.id);
      if (look.seen ? look.value !== null : isDnsLabel(one.service.name) && !/no such host/.test(one.line)) continue;
      const { name, namespace } = one.service;
      const never = isDnsLabel(name) ? "" : ", and can be none: it is no name that DNS allows";
      const field = one.variable ? templateField(graph, vertex, one.variable.field) : one.id;
      const common = {
        effect: vertex.id,
        cause: one.variable?.from?.id ?? field,
        rule: "url-names-a-service",
      } as const;
      const head = `${whereFrom(one)} says ${one.host}`;
      if (look.seen) {
        const because = `${head}, and there is no Service ${name} in the namespace ${namespace}${never}`;
        yield { ...common, because, certainty: "certain", evidence: [one.evidence, look.evidence] };
      } else {
        const because = `${head}, and the program cannot connect; whether there is a Service ${name} could not be seen`;
        const confirm = `kubectl get service ${name} -n ${namespace}`;
        yield { ...common, because, certainty: "possible", confirm, evidence: [one.evidence, look.evidence] };
      }
    }
  },
};

export default urlNamesAService;
