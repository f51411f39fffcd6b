import type { KubeObject } from "../../../model/kubernetes/object.ts";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import { matchesSelector } from "../../../model/kubernetes/selectors.ts";
import type { Node } from "../../../model/kubernetes/workload.ts";
import type { PodTerm } from "../shapes.ts";
import { affinityOf } from "./node-affinity.ts";

/** What (anti-)affinity is judged by: all pods that run, the node of each, and the namespaces' labels. */
export interface Neighbourhood {
  readonly pods: readonly Pod[];
  /** Those of the pods that have rules of anti-affinity. */
  readonly choosy: readonly Pod[];
  node(name: string): Node | undefined;
  namespace(name: string): KubeObject | undefined;
}

function termMatches(term: PodTerm, owner: Pod, pod: Pod, around: Neighbourhood): boolean {
  const { namespace = "" } = pod.metadata;
  const named = term.namespaces?.includes(namespace) ?? false;
  const selected =
    term.namespaceSelector !== undefined &&
    matchesSelector(term.namespaceSelector, around.namespace(namespace)?.metadata.labels);
  const own = !term.namespaces?.length && !term.namespaceSelector && namespace === owner.metadata.namespace;
  return (named || selected || own) && matchesSelector(term.labelSelector, pod.metadata.labels);
}

function sameDomain(one: Node | undefined, other: Node, key: string): boolean {
  const value = other.metadata.labels?.[key];
  return value !== undefined && one?.metadata.labels?.[key] === value;
}

function required(pod: Pod, which: "podAffinity" | "podAntiAffinity"): readonly PodTerm[] {
  return affinityOf(pod)[which]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

/** Why a pod may not run on a node because of other pods. Source: plugins/interpodaffinity/filtering.go of 1.34. */
export function podAffinityFailure(
  pod: Pod,
  node: Node,
  around: Neighbourhood,
): { reason: string; final: boolean } | undefined {
  if (!required(pod, "podAffinity").every((term) => nearEnough(term, pod, node, around)))
    return { reason: "node(s) didn't match pod affinity rules", final: true };
  const crowded = required(pod, "podAntiAffinity").some((term) =>
    around.pods.some(
      (other) =>
        sameDomain(around.node(other.spec.nodeName ?? ""), node, term.topologyKey) &&
        termMatches(term, pod, other, around),
    ),
  );
  if (crowded) return { reason: "node(s) didn't match pod anti-affinity rules", final: false };
  const unwelcome = around.choosy.some((other) =>
    required(other, "podAntiAffinity").some(
      (term) =>
        sameDomain(around.node(other.spec.nodeName ?? ""), node, term.topologyKey) &&
        termMatches(term, other, pod, around),
    ),
  );
  return unwelcome ? { reason: "node(s) didn't satisfy existing pods anti-affinity rules", final: false } : undefined;
}

/** The first pod of a group that wants to be near itself is let in anywhere that has the label. */
function nearEnough(term: PodTerm, pod: Pod, node: Node, around: Neighbourhood): boolean {
  if (node.metadata.labels?.[term.topologyKey] === undefined) return false;
  const friends = around.pods.filter((other) => termMatches(term, pod, other, around));
  if (friends.length === 0) return termMatches(term, pod, pod, around);
  return friends.some((other) => sameDomain(around.node(other.spec.nodeName ?? ""), node, term.topologyKey));
}
