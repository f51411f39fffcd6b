import type { KubeObject } from "../../model/kubernetes/object.ts";
import { type LabelSelector, matchesSelector } from "../../model/kubernetes/selectors.ts";
import type { Backend } from "./call.ts";
import { sameJson } from "./equality.ts";
import { parsedObject } from "./forms.ts";
import { kindByResource } from "./kinds.ts";
import { trackUpdate } from "./managed-fields.ts";
import { schemaOf } from "./schema.ts";

interface AggregatedRole extends KubeObject {
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly LabelSelector[] };
  readonly rules?: readonly object[] | null;
}

const apiVersion = "rbac.authorization.k8s.io/v1";
const manager = "clusterrole-aggregation-controller";

/** The rules of all roles that the selectors match, each once, in the order of the roles' names. */
function unitedRules(role: AggregatedRole, all: readonly AggregatedRole[]): object[] {
  const selectors = role.aggregationRule?.clusterRoleSelectors ?? [];
  const rules: object[] = [];
  for (const other of all) {
    if (other.metadata.name === role.metadata.name) continue;
    if (!selectors.some((selector) => matchesSelector(selector, other.metadata.labels))) continue;
    for (const rule of other.rules ?? []) if (!rules.some((known) => sameJson(known, rule))) rules.push(rule);
  }
  return rules;
}

/** Keeps the rules of ClusterRoles with an aggregationRule up to date, as long as the store lives. */
export function keepAggregated(backend: Backend): void {
  const row = kindByResource(apiVersion, "clusterroles");
  const schema = schemaOf(apiVersion, "ClusterRole");
  if (!row || !schema) return;
  const bucket = backend.store.bucket(row);
  let waiting = false;
  const bring = (): void => {
    waiting = false;
    const all = bucket.keys.flatMap((key) => bucket.get(key) ?? []).map((stored) => parsedObject(row, stored));
    for (const role of all as AggregatedRole[]) {
      if (!role.aggregationRule) continue;
      const rules = unitedRules(role, all);
      if (sameJson(rules, role.rules ?? [])) continue;
      const writer = { manager, subresource: "", now: backend.clock.now() };
      backend.store.put(bucket, trackUpdate(role, { ...role, rules }, schema, writer));
    }
  };
  bucket.watch(() => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(bring);
  });
}
