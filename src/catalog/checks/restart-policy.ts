import type { Check } from "../../model/catalog.ts";
import { kindOf } from "../../model/kubernetes/naming.ts";
import { templateAt } from "../../model/kubernetes/template.ts";
import { objectsOf } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";

const job = (policy: string): string => `apiVersion: batch/v1
kind: Job
metadata: { name: migrate, namespace: shop }
spec:
  template:
    spec:
      ${policy}
      containers: [{ name: migrate, image: "migrate:1" }]
`;

const once = ["OnFailure", "Never"];
/** What the API server lets each kind have. Source: pkg/apis/batch/validation and apps/validation of Kubernetes 1.34. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "batch/Job": once,
  "batch/CronJob": once,
  "apps/Deployment": ["Always"],
  "apps/StatefulSet": ["Always"],
  "apps/DaemonSet": ["Always"],
  "apps/ReplicaSet": ["Always"],
};

const restartPolicy: Check = {
  id: "restart-policy",
  title: "Pods start again as their workload needs it",
  why: "The API server refuses a Job whose pods restart for ever (which they do where nothing is said), and a Deployment whose pods do not.",
  remedy: "For a Job write OnFailure or Never; for other workloads leave it out.",
  severity: "error",
  needs: Object.keys(allowed),
  examples: [
    {
      name: "a Job that tries again",
      files: { "job.yaml": job("restartPolicy: OnFailure") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a Job that says nothing",
      files: { "job.yaml": job("terminationGracePeriodSeconds: 5") },
      expect: [{ verdict: "fail", places: [{ path: "job.yaml", line: 6 }], expected: "OnFailure or Never" }],
    },
    {
      name: "a Job that restarts for ever",
      files: { "job.yaml": job("restartPolicy: Always") },
      expect: [{ verdict: "fail", places: [{ path: "job.yaml", line: 7 }], actual: "Always" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, Object.keys(allowed))) {
      const at = templateAt(of);
      const may = allowed[kindOf(of)] ?? [];
      if (!at) continue;
      const said = at.template.spec.restartPolicy;
      const policy = said ?? "Always";
      if (may.includes(policy) || isFilledInLater(policy)) yield { of, verdict: "pass" };
      else {
        const field = said === undefined ? at.spec : `${at.spec}.restartPolicy`;
        const summary =
          said === undefined
            ? "It says nothing of restartPolicy, which then is Always"
            : `Its pods have the restartPolicy ${said}`;
        yield { of, field, verdict: "fail", summary, actual: policy, expected: may.join(" or ") };
      }
    }
  },
};

export default restartPolicy;
