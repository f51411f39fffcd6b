import { fieldsAt, isMapping } from "./fields.ts";
import { filled, type Made } from "./made.ts";
import type { KubeObject } from "./object.ts";

/** A tool that copies objects, in the form that src/facts/operators/copies.ts explains. */
export interface CopyingRule {
  readonly namespaces: string;
  readonly enabled?: string;
}

/** Where the copied kind says that it is to be copied, and what is copied. */
export interface CopiedKind {
  readonly annotations: string;
  readonly kind: string;
  readonly name: string;
}

/** The copies of an object, or of what is made from it, in other namespaces. */
export function* copiesOf(object: KubeObject, copied: CopiedKind, rules: readonly CopyingRule[]): Iterable<Made> {
  const annotations = fieldsAt(object, copied.annotations)[0]?.value;
  if (!isMapping(annotations)) return;
  const namespaces = rules.flatMap((rule) => [...namespacesOf(annotations, rule)]);
  for (const { text, field } of filled(object, copied.name)) {
    for (const namespace of new Set(namespaces)) yield { kind: copied.kind, name: text, namespace, keys: "any", field };
  }
}

function* namespacesOf(annotations: Readonly<Record<string, unknown>>, rule: CopyingRule): Iterable<string> {
  const { namespaces, enabled } = rule;
  if (enabled === undefined ? annotations[namespaces] === undefined : String(annotations[enabled]) !== "true") return;
  const named = annotations[namespaces];
  for (const name of (typeof named === "string" ? named : "").split(",").map((part) => part.trim()))
    yield /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name) ? name : "*";
}
