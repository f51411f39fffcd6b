import type { Check, Found } from "../../model/catalog.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { podTemplateOf } from "../../model/kubernetes/pod.ts";
import { type LabelSelector, matchesSelector } from "../../model/kubernetes/selectors.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";

const files = (replicas: string, budget: string): Readonly<Record<string, string>> => ({
  "api.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:${replicas}
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: api, image: "api:1" }] }
`,
  "budget.yaml": `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: api, namespace: shop }
spec:
  ${budget}
  selector: { matchLabels: { app: api } }
`,
});
const two = "\n  replicas: 2";
const scaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: api, namespace: shop }
spec: { maxReplicas: 5, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: api } }
`;

const budgetDrains: Check = {
  id: "budget-drains",
  title: "Disruption budgets let a node be drained",
  why: "A budget that no pod may leave keeps every drain waiting: nodes are not upgraded until somebody takes the budget away.",
  remedy: "Allow one pod to be away (maxUnavailable: 1), or run one more than must be there.",
  severity: "warning",
  needs: ["policy/PodDisruptionBudget"],
  examples: [
    { name: "one of two may leave", files: files(two, "minAvailable: 1"), expect: [{ verdict: "pass" }] },
    {
      name: "both must be there",
      files: files(two, "minAvailable: 2"),
      expect: [
        {
          verdict: "fail",
          actual: "2",
          expected: "at most 1",
          places: [{ path: "budget.yaml", line: 5 }, { path: "api.yaml" }],
        },
      ],
    },
    {
      name: "none may be away",
      files: files(two, "maxUnavailable: 0"),
      expect: [{ verdict: "fail", actual: "0", expected: "1" }],
    },
    { name: "all of them", files: files(two, "minAvailable: 100%"), expect: [{ verdict: "fail", actual: "100%" }] },
    {
      name: "an autoscaler decides how many there are",
      files: { ...files(two, "minAvailable: 2"), "scaler.yaml": scaler },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "how many there are is left to others",
      files: files("", "minAvailable: 1"),
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    const budgets = [...objectsOf<Budget>(graph, ["policy/PodDisruptionBudget"])];
    if (budgets.length === 0) return;
    const scaled = new Set([...graph.edges("scale-target")].map(({ to }) => to));
    const workloads = [...objectsOf<Workload>(graph, ["apps/Deployment", "apps/StatefulSet"])];
    for (const of of budgets) {
      const own = workloads.filter((one) => protects(of, one));
      yield judged(
        of,
        own,
        own.some(({ id }) => scaled.has(id)),
      );
    }
  },
};

interface Budget extends KubeObject {
  readonly spec?: {
    readonly selector?: LabelSelector;
    readonly minAvailable?: number | string;
    readonly maxUnavailable?: number | string;
  };
}

interface Workload extends KubeObject {
  readonly spec?: { readonly replicas?: number };
}

function protects(budget: ObjectVertex<Budget>, workload: ObjectVertex): boolean {
  const [one, other] = [budget.subject.ref, workload.subject.ref];
  if (one.in !== other.in || one.namespace !== other.namespace) return false;
  return matchesSelector(budget.value.spec?.selector, podTemplateOf(workload.value)?.template.metadata?.labels);
}

function judged(of: ObjectVertex<Budget>, workloads: readonly ObjectVertex<Workload>[], isScaled: boolean): Found {
  const { minAvailable: least, maxUnavailable: most } = of.value.spec ?? {};
  const fail = { of, verdict: "fail" } as const;
  if (most === 0 || most === "0" || most === "0%")
    return {
      ...fail,
      field: "spec.maxUnavailable",
      summary: "No pod may be away",
      actual: String(most),
      expected: "1",
    };
  const field = "spec.minAvailable";
  if (least === "100%") return { ...fail, field, summary: "All pods must be there", actual: least };
  if (typeof least !== "number" || least === 0) return { of, verdict: "pass" };
  const counts = workloads.map(({ value }) => value.spec?.replicas);
  if (isScaled || counts.length === 0 || counts.some((count) => typeof count !== "number"))
    return {
      of,
      field,
      verdict: "unknown",
      summary: `Whether there are more pods than ${least}, files here do not tell`,
    };
  const total = counts.reduce((sum: number, count) => sum + (count ?? 0), 0);
  if (total > least || total === 0) return { of, field, verdict: "pass" };
  const places = [of.origin?.(field), ...workloads.map((one) => one.origin?.("spec.replicas"))];
  return {
    ...fail,
    field,
    summary: `${least} pods must be there, and there are ${total}`,
    actual: String(least),
    expected: `at most ${total - 1}`,
    places: places.flatMap((at) => at ?? []),
  };
}

export default budgetDrains;
