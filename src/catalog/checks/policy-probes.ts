import type { Check } from "../../model/catalog.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";
import { servedWorkloads } from "../../model/served.ts";

const served = (probe: string): Readonly<Record<string, string>> => ({
  "api.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: api, image: "api:1"${probe} }] }
---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { selector: { app: api }, ports: [{ port: 80 }] }
`,
});

const policyProbes: Check = {
  id: "policy-probes",
  title: "What a Service leads to says when it is ready",
  why: "Without a readiness probe a pod gets requests from the moment its process starts, before it can answer.",
  remedy: "Give one container of the pod a readinessProbe.",
  severity: "info",
  needs: ["v1/Service"],
  optIn: true,
  examples: [
    {
      name: "a readiness probe",
      files: served(", readinessProbe: { tcpSocket: { port: 80 } }"),
      expect: [{ verdict: "pass" }],
    },
    { name: "none", files: served(""), expect: [{ verdict: "fail", places: [{ path: "api.yaml", line: 8 }] }] },
  ],
  *run(graph) {
    for (const of of servedWorkloads(graph)) {
      const at = templateAt(of);
      const containers = at ? containersAt(at).filter(({ init }) => !init) : [];
      const [first] = containers;
      if (!first) continue;
      if (containers.some(({ container }) => container.readinessProbe)) yield { of, verdict: "pass" };
      else
        yield {
          of,
          field: first.field,
          verdict: "fail",
          summary: "A Service leads to its pods, and none of their containers has a readinessProbe",
        };
    }
  },
};

export default policyProbes;
