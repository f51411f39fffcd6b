import type { Relation } from "../../model/catalog.ts";
import { kindOf, placeOf } from "../../model/kubernetes/naming.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { podsMatching } from "../../model/kubernetes/pods-of.ts";
import type { LabelSelector } from "../../model/kubernetes/selectors.ts";
import { objectOf } from "../../model/kubernetes/template.ts";

const pod = (name: string, labels: Record<string, string>): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "shop", labels },
  spec: { containers: [{ name: "api" }] },
});
const service = (selector?: Record<string, string>): object => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "api", namespace: "shop" },
  spec: { ...(selector ? { selector } : {}), ports: [{ port: 80 }] },
});

/** Workloads whose pods carry the labels of their template; a Service in files can be matched with nothing else. */
const workloads = templateKinds.filter((kind) => !["v1/Pod", "batch/CronJob", "v1/PodTemplate"].includes(kind));

const selector: Relation = {
  id: "selector",
  title: "A Service or workload selects pods by their labels",
  why: "A selector that matches nothing is a Service without end points and a workload that never is ready.",
  needs: ["v1/Pod", ...workloads],
  starts: ["v1/Service", ...workloads],
  local: true,
  binds: true,
  examples: [
    {
      name: "a Service and its pod, but not the pod beside it",
      objects: [service({ app: "api" }), pod("api-1", { app: "api", tier: "web" }), pod("db-1", { app: "db" })],
      expect: [{ from: "cluster:v1/Service/shop/api", to: "cluster:v1/Pod/shop/api-1", field: "spec.selector" }],
      not: [{ to: "cluster:v1/Pod/shop/db-1" }],
    },
    { name: "a Service without a selector", objects: [service(), pod("api-1", { app: "api" })], expect: [] },
  ],
  *edges(vertex, graph) {
    const object = objectOf(vertex);
    const place = placeOf(vertex);
    if (!place || !object) return;
    const isService = object.kind === "Service";
    const labels = wanted(object.spec, isService);
    if (!labels) return;
    for (const candidate of podsMatching(graph, place, labels)) {
      // In files there are no pods yet: a Service is matched with what makes them.
      if (kindOf(candidate) !== "v1/Pod" && !(isService && workloads.includes(kindOf(candidate)))) continue;
      yield { from: vertex.id, to: candidate.id, relation: "selector", field: "spec.selector" };
    }
  },
};

function wanted(spec: unknown, isService: boolean): LabelSelector | undefined {
  const value = (spec as { selector?: unknown } | undefined)?.selector;
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return undefined;
  return isService || !("matchLabels" in value || "matchExpressions" in value)
    ? { matchLabels: value as Record<string, string> }
    : (value as LabelSelector);
}

export default selector;
