import { type Field, fieldsAt, isMapping, textsAt } from "./fields.ts";
import type { KubeObject } from "./object.ts";
import type { LabelSelector } from "./selectors.ts";

/** What objects select by labels. Sources: k8s.io/api of 1.34, monitoring.coreos.com/v1. */

/** A selector with the place where it stands. `namespaces`: those it looks in, `own` that of its object, `any` all. */
export interface Selection {
  readonly field: string;
  /** Where its labels stand, key by key. */
  readonly labels: string;
  readonly selector: LabelSelector;
  readonly of: "pods" | "services";
  readonly namespaces: "own" | "any" | readonly string[];
}

/** The kinds that select, and where: `map` a plain map of labels, otherwise a LabelSelector. */
const places: Readonly<Record<string, readonly (readonly [path: string, of: Selection["of"], form?: "map"])[]>> = {
  "v1/Service": [["spec.selector", "pods", "map"]],
  "policy/PodDisruptionBudget": [["spec.selector", "pods"]],
  "networking.k8s.io/NetworkPolicy": [
    ["spec.podSelector", "pods"],
    ["spec.ingress[].from[]", "pods"],
    ["spec.egress[].to[]", "pods"],
  ],
  "monitoring.coreos.com/ServiceMonitor": [["spec.selector", "services"]],
  "monitoring.coreos.com/PodMonitor": [["spec.selector", "pods"]],
};

/** The kinds that select pods or Services by labels. */
export const selectingKinds: readonly string[] = Object.keys(places);

/** What an object of a kind selects. Empty selectors, which match all or nothing by intent, are left out. */
export function selectionsOf(kind: string, object: KubeObject): readonly Selection[] {
  const namespaces = namespacesOf(object);
  return (places[kind] ?? []).flatMap(([path, of, form]) =>
    fieldsAt(object, path).flatMap(({ value, field }): readonly Selection[] => {
      const at = path.endsWith("[]") ? peerOf(value, field) : { value, field };
      const selector = form === "map" && at ? { matchLabels: at.value } : at?.value;
      if (!at || !isSelector(selector)) return [];
      const labels = form === "map" ? at.field : `${at.field}.matchLabels`;
      return [{ field: at.field, labels, selector, of, namespaces }];
    }),
  );
}

/** The pods that a policy's peer means. Whose namespace a label chooses is known of the cluster only. */
function peerOf(peer: unknown, field: string): Field | undefined {
  if (fieldsAt(peer, "namespaceSelector").length > 0) return undefined;
  return fieldsAt(peer, "podSelector").map(({ value }) => ({ value, field: `${field}.podSelector` }))[0];
}

function isSelector(value: unknown): value is LabelSelector {
  if (!isMapping(value)) return false;
  const labels = isMapping(value.matchLabels) ? Object.keys(value.matchLabels).length : 0;
  return labels > 0 || (Array.isArray(value.matchExpressions) && value.matchExpressions.length > 0);
}

function namespacesOf(object: KubeObject): Selection["namespaces"] {
  if (fieldsAt(object, "spec.namespaceSelector.any")[0]?.value === true) return "any";
  const named = textsAt(object, "spec.namespaceSelector.matchNames[]").map(({ text }) => text);
  return named.length > 0 ? named : "own";
}
