import type { Check } from "../../model/catalog.ts";
import { templateAt } from "../../model/kubernetes/template.ts";
import { servedWorkloads } from "../../model/served.ts";

const served = (grace: string): Readonly<Record<string, string>> => ({
  "api.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec: { ${grace}containers: [{ name: api, image: "api:1" }] }
---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { selector: { app: api }, ports: [{ port: 80 }] }
`,
});

const policyGrace: Check = {
  id: "policy-grace",
  title: "What a Service leads to says how long it may take to stop",
  why: "After 30 seconds, the default, a program that still answers requests is killed.",
  remedy: "Set terminationGracePeriodSeconds to the longest request that may still run, and a little more.",
  severity: "info",
  needs: ["v1/Service"],
  optIn: true,
  examples: [
    { name: "it is written", files: served("terminationGracePeriodSeconds: 60, "), expect: [{ verdict: "pass" }] },
    { name: "the default", files: served(""), expect: [{ verdict: "fail", places: [{ path: "api.yaml", line: 8 }] }] },
  ],
  *run(graph) {
    for (const of of servedWorkloads(graph)) {
      const at = templateAt(of);
      if (!at) continue;
      if (at.template.spec.terminationGracePeriodSeconds !== undefined) yield { of, verdict: "pass" };
      else
        yield {
          of,
          field: at.spec,
          verdict: "fail",
          summary: "A Service leads to its pods, and how long they may take to stop is not written",
        };
    }
  },
};

export default policyGrace;
