import type { Check } from "../../model/catalog.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { podTemplateOf } from "../../model/kubernetes/pod.ts";
import { type LabelSelector, matchesRequirements, requirementsOf } from "../../model/kubernetes/selectors.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";

const files = (replicas: number, budget: string): Readonly<Record<string, string>> => ({
  "api.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: api, image: "api:1" }] }
${budget}`,
});
const budget = `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: api, namespace: shop }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: api } } }
`;

const policyPdb: Check = {
  id: "policy-pdb",
  title: "Workloads of several pods have a disruption budget",
  why: "Draining a node may otherwise take all pods of a service at the same time.",
  remedy: "Add a PodDisruptionBudget that selects the pods, with maxUnavailable: 1.",
  severity: "info",
  needs: ["apps/Deployment", "apps/StatefulSet"],
  optIn: true,
  examples: [
    { name: "two pods and a budget", files: files(2, budget), expect: [{ verdict: "pass" }] },
    {
      name: "two pods and none",
      files: files(2, ""),
      expect: [{ verdict: "fail", places: [{ path: "api.yaml", line: 5 }] }],
    },
    { name: "one pod", files: files(1, ""), expect: [{ verdict: "skipped" }] },
  ],
  *run(graph) {
    const budgets = [...objectsOf<Budget>(graph, ["policy/PodDisruptionBudget"])];
    for (const of of objectsOf(graph, ["apps/Deployment", "apps/StatefulSet"])) {
      const replicas = (of.value as KubeObject & { spec?: { replicas?: number } }).spec?.replicas ?? 1;
      if (replicas < 2) continue;
      const summary = `It has ${replicas} pods, and no PodDisruptionBudget selects them`;
      if (budgets.some((one) => protects(one, of))) yield { of, verdict: "pass" };
      else yield { of, field: "spec.replicas", verdict: "fail", summary };
    }
  },
};

interface Budget extends KubeObject {
  readonly spec?: { readonly selector?: LabelSelector };
}

function protects(budget: ObjectVertex<Budget>, workload: ObjectVertex): boolean {
  const [one, other] = [budget.subject.ref, workload.subject.ref];
  if (one.in !== other.in || one.namespace !== other.namespace) return false;
  const selector = budget.value.spec?.selector;
  const labels = podTemplateOf(workload.value)?.template.metadata?.labels;
  return selector !== undefined && matchesRequirements(requirementsOf(selector), labels);
}

export default policyPdb;
