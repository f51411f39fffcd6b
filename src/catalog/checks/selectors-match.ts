import type { Check, Found } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { joined } from "../../model/kubernetes/fields.ts";
import { kindOf } from "../../model/kubernetes/naming.ts";
import { type Selection, selectingKinds, selectionsOf } from "../../model/kubernetes/selections.ts";
import { mendOf } from "../../model/mend.ts";
import { isSlip } from "../../model/nearest.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import { type NearMiss, selectedBy } from "../../model/selected.ts";
import { shortName } from "../../model/subject.ts";

const service = (selector: string): string => `apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop, labels: { app: api } }
spec:
  selector:
    ${selector}
  ports: [{ name: http, port: 80 }]
`;
const deployment = (labels: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { ${labels} } }
  template:
    metadata: { labels: { ${labels} } }
    spec: { containers: [{ name: api, image: "api:1" }] }
`;

const selectorsMatch: Check = {
  id: "selectors-match",
  title: "What Services, budgets, policies and monitors select by labels is there",
  why: "A Service whose selector meets no pod has no end points; a policy or monitor that meets none does nothing.",
  remedy: "Write the labels that the pods have (those of the template, not those of the workload itself).",
  severity: "error",
  needs: selectingKinds,
  examples: [
    {
      name: "the labels of a Deployment's pods",
      files: { "service.yaml": service("app: api"), "api.yaml": deployment("app: api, tier: web") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a label with another value",
      files: { "service.yaml": service("app: apis"), "api.yaml": deployment("app: api") },
      expect: [
        {
          verdict: "fail",
          severity: "error",
          places: [{ path: "service.yaml", line: 6 }],
          actual: "app=apis",
          expected: "app=api",
        },
      ],
    },
    {
      name: "a base that overlays put into different namespaces",
      files: {
        "base/kustomization.yaml": "resources: [service.yaml, api.yaml]\n",
        "base/service.yaml": service("app: apis"),
        "base/api.yaml": deployment("app: api"),
        "one/kustomization.yaml": "namespace: one\nresources: [../base]\n",
        "two/kustomization.yaml": "namespace: two\nresources: [../base]\n",
      },
      expect: [{ verdict: "fail", places: [{ path: "base/service.yaml", line: 6 }] }],
    },
    {
      name: "pods that an operator makes of a custom resource",
      files: {
        "service.yaml": service("app.kubernetes.io/name: prometheus"),
        "api.yaml": deployment("app.kubernetes.io/name: prometheus-operator"),
        "prometheus.yaml": `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: k8s, namespace: shop }
spec: { podMetadata: { labels: { app.kubernetes.io/part-of: shop } } }
`,
      },
      expect: [{ verdict: "unknown" }],
      not: { verdict: "fail" },
    },
    {
      name: "a monitor for a label that no Service has",
      files: {
        "service.yaml": service("app: api"),
        "api.yaml": deployment("app: api"),
        "monitor.yaml": `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: api, namespace: shop }
spec: { selector: { matchLabels: { app: web } }, endpoints: [{ port: http }] }
`,
      },
      expect: [{ verdict: "pass" }, { verdict: "fail", severity: "warning", actual: "app=web" }],
    },
    {
      name: "a monitor that looks in its own namespace only",
      files: {
        "service.yaml": service("app: api"),
        "api.yaml": deployment("app: api"),
        "monitor.yaml": `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: api, namespace: monitoring }
spec: { selector: { matchLabels: { app: api } }, endpoints: [{ port: http }] }
`,
      },
      expect: [{ verdict: "pass" }, { verdict: "fail", severity: "warning", actual: "app=api" }],
    },
    {
      name: "a policy for pods that something else brings",
      files: {
        "service.yaml": service("app: api"),
        "api.yaml": deployment("app: api"),
        "policy.yaml":
          "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web, namespace: shop }\nspec: { podSelector: { matchLabels: { run: grafana } } }\n",
      },
      expect: [{ verdict: "pass" }, { verdict: "unknown" }],
    },
    {
      name: "pods that the cluster brings along",
      files: {
        "service.yaml": service("k8s-app: kube-dns").replace("namespace: shop", "namespace: kube-system"),
        "api.yaml": deployment("app: api").replace("namespace: shop", "namespace: kube-system"),
      },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "pods that an operator makes",
      files: { "service.yaml": service("operator.example/cluster: api"), "api.yaml": deployment("app: api") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, selectingKinds))
      for (const selection of selectionsOf(kindOf(of), of.value)) yield judged(graph, of, selection);
  },
};

function judged(graph: Graph, of: ObjectVertex, selection: Selection): Found {
  const selected = selectedBy(graph, of, selection);
  if (selected.is === "match") return { of, verdict: "pass" };
  const about = `selects:${of.id}#${selection.field}`;
  if (selected.is === "unknown")
    return { of, field: selection.field, verdict: "unknown", summary: selected.why, about };
  const what = selection.of === "pods" ? "pod" : "Service";
  const { near, beyond } = selected;
  const isService = kindOf(of) === "v1/Service";
  // A policy often speaks of what something else installs, and without it does nothing.
  if (kindOf(of).endsWith("NetworkPolicy") && !near) {
    const summary = `No ${what} declared here has the labels ${textOf(selection)}; something else may bring one`;
    return { of, field: selection.field, verdict: "unknown", summary, about };
  }
  const actual = textOf(selection);
  const field = fieldOf(selection, near);
  const fix = near ? fixOf(of, field, near) : [];
  return {
    of,
    field,
    about,
    verdict: "fail",
    severity: isService ? "error" : "warning",
    actual,
    summary: beyond
      ? `No ${what} where it looks has the labels ${actual}; ${nameOf({ vertex: beyond })} has them`
      : `No ${what} has the labels ${actual}${near ? `; ${nameOf(near)} has ${hasOf(near)}` : ""}`,
    ...(near ? { expected: hasOf(near), evidence: [near.vertex.evidence] } : {}),
    ...(fix.length > 0 ? { fix } : {}),
  };
}

/** The label that is wrong, if it is one; else the whole selector. */
function fieldOf({ field, labels, selector }: Selection, near: NearMiss | undefined): string {
  const keys = near?.missed.length === 1 ? near.missed.map(({ key }) => key) : Object.keys(selector.matchLabels ?? {});
  const [only, ...others] = keys;
  return only === undefined || others.length > 0 ? field : joined(labels, only);
}

function textOf({ selector }: Selection): string {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const others = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) =>
    `${key} ${operator} ${values.join("|")}`.trim(),
  );
  return [...labels, ...others].join(",");
}

const nameOf = ({ vertex }: Pick<NearMiss, "vertex">): string =>
  vertex.subject.kind === "object" ? shortName(vertex.subject.ref) : vertex.id;

function hasOf({ missed }: NearMiss): string {
  return missed
    .map(({ key, wanted, has, renamed }) => (renamed ? `${renamed}=${wanted}` : has ? `${key}=${has}` : `no ${key}`))
    .join(", ");
}

/** Certain where one label differs by a slip of the hand. */
function fixOf(of: ObjectVertex, field: string, { missed }: NearMiss): ReturnType<typeof mendOf> {
  const [only, ...others] = missed;
  if (!only?.has || others.length > 0 || !isSlip(only.wanted, only.has)) return [];
  return mendOf(of, field, { from: only.wanted, to: only.has });
}

export default selectorsMatch;
