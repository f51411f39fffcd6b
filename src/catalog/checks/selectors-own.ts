import type { Check, Found } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { joined } from "../../model/kubernetes/fields.ts";
import { namespaceOf, placeOf } from "../../model/kubernetes/naming.ts";
import { podLabelsOf } from "../../model/kubernetes/pods-of.ts";
import {
  type LabelSelector,
  matchesMap,
  matchesRequirements,
  requirementsOf,
} from "../../model/kubernetes/selectors.ts";
import type { Service } from "../../model/kubernetes/workload.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";

const deployment = (label: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata: { labels: { app: ${label} } }
    spec: { containers: [{ name: api, image: "api:1" }] }
`;

const kinds = ["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet", "apps/ReplicaSet"];

const selectorsOwn: Check = {
  id: "selectors-own",
  title: "Workloads select the pods that they make",
  why: "The API server refuses a workload whose selector does not match the labels of its own template.",
  remedy:
    "Write the same labels in spec.selector and in the template. The selector of what runs already cannot be changed.",
  severity: "error",
  needs: kinds,
  examples: [
    { name: "both are the same", files: { "api.yaml": deployment("api") }, expect: [{ verdict: "pass" }] },
    {
      name: "the template has another label",
      files: { "api.yaml": deployment("apis") },
      expect: [{ verdict: "fail", places: [{ path: "api.yaml", line: 7 }], actual: "app=api", expected: "app=apis" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, kinds)) yield judged(graph, of);
  },
};

function judged(graph: Graph, of: ObjectVertex): Found {
  const { selector } = (of.value.spec ?? {}) as { selector?: LabelSelector };
  const labels = podLabelsOf(of);
  if (!selector || matchesRequirements(requirementsOf(selector), labels)) return { of, verdict: "pass" };
  const wrong = Object.entries(selector.matchLabels ?? {}).find(([key, value]) => labels[key] !== String(value));
  const explains = servicesFor(graph, of, selector.matchLabels ?? {});
  if (!wrong)
    return {
      of,
      verdict: "fail",
      field: "spec.selector",
      summary: "The selector does not match the template",
      explains,
    };
  const [key, value] = wrong;
  const has = labels[key];
  return {
    of,
    verdict: "fail",
    field: joined("spec.selector.matchLabels", key),
    actual: `${key}=${value}`,
    expected: has === undefined ? `a label ${key} in the template` : `${key}=${has}`,
    summary: `It selects ${key}=${value}, and its own template ${has === undefined ? `has no label ${key}` : `has ${key}=${has}`}`,
    explains,
  };
}

/** The Services that would meet its pods, if these had the labels that it selects. */
function servicesFor(graph: Graph, of: ObjectVertex, labels: Readonly<Record<string, string>>): readonly string[] {
  const root = placeOf(of)?.root ?? "cluster";
  return [...graph.ofKind("v1/Service", { in: root, namespace: namespaceOf(of) })].flatMap(({ id, value }) =>
    matchesMap((value as Service).spec?.selector, labels) ? `selects:${id}#spec.selector` : [],
  );
}

export default selectorsOwn;
