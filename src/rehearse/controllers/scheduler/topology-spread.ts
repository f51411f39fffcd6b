import type { Pod } from "../../../model/kubernetes/pod.ts";
import { matchesSelector } from "../../../model/kubernetes/selectors.ts";
import type { Node } from "../../../model/kubernetes/workload.ts";
import type { SpreadConstraint } from "../shapes.ts";
import { matchesNode } from "./node-affinity.ts";
import type { Neighbourhood } from "./pod-affinity.ts";

const unmet = "node(s) didn't match pod topology spread constraints";

/** Why a pod may not run on a node because pods would be spread too unevenly. Source: plugins/podtopologyspread/filtering.go of 1.34. */
export function spreadFailure(
  pod: Pod,
  node: Node,
  around: Neighbourhood & { readonly nodes: readonly Node[] },
): { reason: string; final: boolean } | undefined {
  const constraints = (pod.spec.topologySpreadConstraints ?? []) as readonly SpreadConstraint[];
  const hard = constraints.filter((constraint) => constraint.whenUnsatisfiable === "DoNotSchedule");
  for (const constraint of hard) {
    const domain = node.metadata.labels?.[constraint.topologyKey];
    if (domain === undefined) return { reason: `${unmet} (missing required label)`, final: true };
    const counts = countsOf(constraint, pod, around);
    const own = matchesSelector(constraint.labelSelector, pod.metadata.labels) ? 1 : 0;
    const tooFew = counts.size < (constraint.minDomains ?? 1);
    const least = tooFew ? 0 : Math.min(...counts.values());
    if ((counts.get(domain) ?? 0) + own - least > constraint.maxSkew) return { reason: unmet, final: false };
  }
  return undefined;
}

function countsOf(
  constraint: SpreadConstraint,
  pod: Pod,
  around: Neighbourhood & { readonly nodes: readonly Node[] },
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const node of around.nodes) {
    const domain = node.metadata.labels?.[constraint.topologyKey];
    if (domain !== undefined && matchesNode(pod, node)) counts.set(domain, 0);
  }
  for (const other of around.pods) {
    const domain = around.node(other.spec.nodeName ?? "")?.metadata.labels?.[constraint.topologyKey];
    const counted = domain === undefined ? undefined : counts.get(domain);
    const counts_ = other.metadata.namespace === pod.metadata.namespace && !other.metadata.deletionTimestamp;
    if (domain === undefined || counted === undefined || !counts_) continue;
    if (matchesSelector(constraint.labelSelector, other.metadata.labels)) counts.set(domain, counted + 1);
  }
  return counts;
}
