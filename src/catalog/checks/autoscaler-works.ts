import type { Check, Found } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { fieldsAt, textAt } from "../../model/kubernetes/fields.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";
import { type ObjectVertex, objectsOf, vertexAt } from "../../model/objects.ts";

const scaler = (bounds: string): string => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: api, namespace: shop }
spec:
  ${bounds}
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: api }
  metrics:
    - type: Resource
      resource: { name: cpu, target: { type: Utilization, averageUtilization: 80 } }
`;
const deployment = (resources: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers: [{ name: api, image: "api:1"${resources} }]
`;
const asked = ", resources: { requests: { cpu: 100m } }";

const kinds = ["autoscaling/HorizontalPodAutoscaler"];

const autoscalerWorks: Check = {
  id: "autoscaler-works",
  title: "Autoscalers can count what they scale by",
  why: "Utilization is a share of what containers request: where one requests nothing the autoscaler never acts. One whose least is more than its most is refused.",
  remedy: "Let every container of the target request what is measured; set minReplicas no higher than maxReplicas.",
  severity: "error",
  needs: kinds,
  examples: [
    {
      name: "the containers request it",
      files: { "hpa.yaml": scaler("maxReplicas: 3"), "api.yaml": deployment(asked) },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a container requests nothing",
      files: { "hpa.yaml": scaler("maxReplicas: 3"), "api.yaml": deployment("") },
      expect: [
        {
          verdict: "fail",
          severity: "warning",
          places: [
            { path: "hpa.yaml", line: 9 },
            { path: "api.yaml", line: 9 },
          ],
        },
      ],
    },
    {
      name: "more at least than at most",
      files: { "hpa.yaml": scaler("minReplicas: 5\n  maxReplicas: 3"), "api.yaml": deployment(asked) },
      expect: [{ verdict: "fail", severity: "error", actual: "5", expected: "at most 3" }],
    },
    {
      name: "a target that is not declared here",
      files: { "hpa.yaml": scaler("maxReplicas: 3") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, kinds)) {
      const found = [...boundsOf(of), ...requestsFor(graph, of)];
      if (found.length > 0) yield* found;
      else yield { of, verdict: "pass" };
    }
  },
};

function boundsOf(of: ObjectVertex): Found[] {
  const [least, most] = ["spec.minReplicas", "spec.maxReplicas"].map((path) =>
    Number(textAt(of.value, path) ?? Number.NaN),
  );
  if (least === undefined || most === undefined || !(least > most)) return [];
  const summary = `It keeps at least ${least} and at most ${most} pods`;
  return [
    { of, field: "spec.minReplicas", verdict: "fail", summary, actual: String(least), expected: `at most ${most}` },
  ];
}

function requestsFor(graph: Graph, of: ObjectVertex): Found[] {
  const shares = fieldsAt(of.value, "spec.metrics[].resource").filter(({ value }) =>
    textAt(value, "target.averageUtilization"),
  );
  const [edge] = graph.out(of.id, "scale-target");
  const target = edge && vertexAt(graph, edge.to);
  const at = target ? templateAt(target) : undefined;
  if (shares.length === 0 || !edge) return [];
  if (!at || !target)
    return [
      {
        of,
        field: "spec.scaleTargetRef",
        verdict: "unknown",
        summary: "What it scales is not declared here",
        about: `missing:${edge.to}`,
      },
    ];
  return shares.flatMap(({ value, field }) => {
    const name = textAt(value, "name") ?? "";
    const without = containersAt(at).filter(({ container, init }) => !init && !countable(container.resources, name));
    return without.map(({ container, field: place }): Found => {
      const other = target.origin?.(place);
      const summary = `The container ${container.name} requests no ${name}, of which it counts the share that is used`;
      return {
        of,
        field: `${field}.target`,
        verdict: "fail",
        severity: "warning",
        summary,
        ...(other ? { places: [other] } : {}),
      };
    });
  });
}

/** A limit stands for the request where only that is given. */
function countable(resources: { requests?: object; limits?: object } | undefined, name: string): boolean {
  return name in (resources?.requests ?? {}) || name in (resources?.limits ?? {});
}

export default autoscalerWorks;
