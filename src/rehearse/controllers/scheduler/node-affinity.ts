import type { Pod } from "../../../model/kubernetes/pod.ts";
import { matchesRequirements } from "../../../model/kubernetes/selectors.ts";
import type { Node } from "../../../model/kubernetes/workload.ts";
import type { Affinity, NodeRequirement, NodeTerm } from "../shapes.ts";

/** `spec.affinity` of a pod. */
export function affinityOf(pod: Pod): Affinity {
  return (pod.spec.affinity ?? {}) as Affinity;
}

function holds(requirements: readonly NodeRequirement[] | undefined, values: Record<string, string>): boolean {
  return matchesRequirements(
    (requirements ?? []).map((requirement) => ({ ...requirement, values: requirement.values ?? [] })),
    values,
  );
}

/** Whether a node fulfils a term. */
export function matchesTerm(term: NodeTerm, node: Node): boolean {
  const empty = !term.matchExpressions?.length && !term.matchFields?.length;
  const fields = { "metadata.name": node.metadata.name };
  return !empty && holds(term.matchExpressions, node.metadata.labels ?? {}) && holds(term.matchFields, fields);
}

/** Whether a pod may run on a node by its node selector and its required node affinity. */
export function matchesNode(pod: Pod, node: Node): boolean {
  const wanted = Object.entries(pod.spec.nodeSelector ?? {});
  if (!wanted.every(([key, value]) => node.metadata.labels?.[key] === value)) return false;
  const required = affinityOf(pod).nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || (required.nodeSelectorTerms ?? []).some((term) => matchesTerm(term, node));
}

/** The sum of the weights of the preferences that a node fulfils. */
export function preference(pod: Pod, node: Node): number {
  const preferred = affinityOf(pod).nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return preferred.reduce((sum, entry) => sum + (matchesTerm(entry.preference, node) ? entry.weight : 0), 0);
}
