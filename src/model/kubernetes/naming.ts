import type { Edge, Vertex } from "../graph.ts";
import { groupKind } from "../subject.ts";
import { fieldsAt, isMapping, partsIn, type TextField, textsAt } from "./fields.ts";
import { templateAt } from "./template.ts";

/** Edges from an object to another one that a field of it names. */

/** What a field names. `kind` as `group/Kind`; a cluster-scoped object has the namespace `""`. */
export interface Named {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly field: string;
  readonly part?: string;
  readonly optional?: boolean;
  readonly makes?: true;
}

/** Where an object stands. */
export interface Place {
  readonly namespace: string;
  readonly root: string;
}

/** The namespace and root of an object; undefined for what is none. */
export function placeOf({ subject }: Vertex): Place | undefined {
  if (subject.kind !== "object") return undefined;
  return { namespace: subject.ref.namespace ?? "", root: subject.ref.in ?? "cluster" };
}

/** The kind of an object with its group; empty for what is none. */
export function kindOf({ subject }: Vertex): string {
  return subject.kind === "object" ? groupKind(subject.ref) : "";
}

/** The edge of a relation from an object to what it names, in the same root. */
export function edgeTo(vertex: Vertex, relation: string, { kind, namespace, name, ...rest }: Named): Edge {
  const root = placeOf(vertex)?.root ?? "cluster";
  return { from: vertex.id, to: `${root}:${kind}/${namespace}/${name}`, relation, ...rest };
}

/** The namespace of an object: `""` for one that has none. */
export function namespaceOf(vertex: Vertex): string {
  return placeOf(vertex)?.namespace ?? "";
}

/**
 * The namespace of what an object names beside itself: its own; `*` (that of its controller) for kinds of the cluster,
 * whose names begin so.
 */
export function namespaceBeside(vertex: Vertex): string {
  const own = namespaceOf(vertex);
  return own === "" && /\/Cluster[A-Z]/.test(kindOf(vertex)) ? "*" : own;
}

/** The texts at a path in the pod spec of an object that has one, with paths from the object's root. */
export function podTextsAt(vertex: Vertex, path: string): readonly TextField[] {
  const at = templateAt(vertex);
  return at ? textsAt(at.template.spec, path).map(({ text, field }) => ({ text, field: `${at.spec}.${field}` })) : [];
}

/** A reference as most kinds write it: a mapping with a name, and often more. */
export interface Reference {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly kind: string | undefined;
  readonly group: string | undefined;
  readonly field: string;
  /** The mapping itself. */
  readonly value: Readonly<Record<string, unknown>>;
}

/** The references at a path, each with a name: `{kind, name, namespace}`, with `group` or `apiVersion`. */
export function referencesAt(root: unknown, path: string): readonly Reference[] {
  return fieldsAt(root, path).flatMap(({ value, field }) => {
    if (!isMapping(value)) return [];
    const { name, namespace, kind, group, apiGroup, apiVersion } = value;
    if (typeof name !== "string" || name === "") return [];
    const said = group ?? apiGroup ?? (typeof apiVersion === "string" ? apiVersion.split("/").at(-2) : undefined);
    return { name, namespace: text(namespace), kind: text(kind), group: text(said), field, value };
  });
}

/** Every mapping inside a value under a key of some form (`secretRef`, `backendRefs`), lists of them opened. */
export function mappingsUnder(root: unknown, form: RegExp, field: string): readonly MappingUnder[] {
  return partsIn(root, field, ({ key, value, path }) =>
    typeof key === "string" && form.test(key) ? mappingsOf(key, value, path()) : [],
  );
}

function mappingsOf(key: string, value: unknown, field: string): readonly MappingUnder[] {
  if (isMapping(value)) return [{ key, value, field }];
  const items = Array.isArray(value) ? value : [];
  return items.flatMap((item, index) => (isMapping(item) ? { key, value: item, field: `${field}[${index}]` } : []));
}

/** A mapping with the key that it stands under. */
export interface MappingUnder {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly field: string;
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
