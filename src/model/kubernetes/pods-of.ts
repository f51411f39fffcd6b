import { type Graph, templateShelf, type Vertex } from "../graph.ts";
import type { Place } from "./naming.ts";
import { type LabelSelector, matchesRequirements, requirementsOf } from "./selectors.ts";
import { templateAt } from "./template.ts";

/** The labels that the pods of a vertex carry: those of a pod itself, or of the template that pods are made from. */
export function podLabelsOf(vertex: Vertex): Readonly<Record<string, string>> {
  const at = templateAt(vertex);
  const own =
    at?.spec === "spec" ? (vertex.value as { metadata?: { labels?: Record<string, string> } }).metadata : undefined;
  return own?.labels ?? at?.template.metadata?.labels ?? {};
}

/** Pods of a namespace, and what makes pods there, whose labels a selector matches. An empty selector matches all. */
export function* podsMatching(graph: Graph, { root, namespace }: Place, selector: LabelSelector): Iterable<Vertex> {
  const where = { in: root, namespace };
  const [first] = Object.entries(selector.matchLabels ?? {});
  const requirements = requirementsOf(selector);
  for (const kind of ["v1/Pod", templateShelf]) {
    const candidates = first
      ? graph.labelled(kind, { key: first[0], value: String(first[1]) }, where)
      : graph.ofKind(kind, where);
    for (const one of candidates) if (matchesRequirements(requirements, podLabelsOf(one))) yield one;
  }
}
