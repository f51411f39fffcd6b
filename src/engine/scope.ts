import { kindFacts } from "../facts/kinds.ts";
import type { Catalog } from "../model/catalog.ts";
import { apiVersionOf } from "../model/kubernetes/kinds.ts";
import type { Plan } from "../model/plan.ts";
import { groupKind, groupOf, type ObjectRef } from "../model/subject.ts";
import type { ListScope } from "../model/world.ts";

/** The objects that a plan is about. */
export function plannedRefs(plan: Plan, catalog: Catalog): readonly ObjectRef[] {
  return plan.layers
    .flatMap((layer) => layer.steps)
    .flatMap((step) => {
      const kind = catalog.steps.find(({ id }) => id === step.kind);
      return kind ? [...kind.objects(kind.parse(step.input))] : [];
    });
}

/**
 * The lists that a run wants: its own kinds and what rules need to judge them, in its own namespaces. A kind that
 * nobody has facts of is read object by object.
 */
export function listsFor(plan: Plan, catalog: Catalog): readonly ListScope[] {
  const refs = plannedRefs(plan, catalog);
  const namespaces = [...new Set(refs.flatMap(({ namespace }) => namespace ?? []))].sort();
  const own = new Set(refs.map(groupKind));
  const judged = catalog.readiness.filter((rule) => own.has(rule.groupKind));
  const rules = [...judged, ...catalog.relations, ...catalog.causes];
  const kinds = new Set([...own, ...rules.flatMap(({ needs }) => [...needs])]);
  return [...kinds].sort().flatMap((kind) => scopesOf(kind, namespaces));
}

function scopesOf(kind: string, namespaces: readonly string[]): readonly ListScope[] {
  const apiVersion = apiVersionOf(kind);
  if (apiVersion === undefined) return [];
  const short = kind.slice(kind.indexOf("/") + 1);
  const facts = kindFacts.find((one) => one.group === groupOf(apiVersion) && one.kind === short);
  if (!facts?.verbs.includes("list")) return [];
  const scope = { apiVersion: facts.group === "" ? "v1" : `${facts.group}/${facts.version}`, kind: short };
  return facts.namespaced ? namespaces.map((namespace) => ({ ...scope, namespace })) : [scope];
}
