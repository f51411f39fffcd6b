import { kindFacts } from "../../../facts/kinds.ts";
import { loadSchemas } from "../../../facts/schemas/index.ts";
import type { KubeObject } from "../../../model/kubernetes/object.ts";
import { groupKind, groupOf } from "../../../model/subject.ts";
import type { Draft } from "./draft.ts";
import { mappingAt, textAt } from "./mapping.ts";

/** Says whether a kind is known to have no namespace. */
export type IsClusterScoped = (object: { readonly apiVersion: string; readonly kind: string }) => boolean;

const builtIn = new Map(kindFacts.map(({ group, kind, namespaced }) => [`${group || "v1"}/${kind}`, namespaced]));

/** Whether a built-in kind has no namespace. */
export const isBuiltInClusterScoped: IsClusterScoped = (object) => builtIn.get(groupKind(object)) === false;

/**
 * The scope of every kind in some roots: built-in, declared by a CustomResourceDefinition among them, or one of those
 * that come with Salvor. A namespace that kustomize writes into an object without one means nothing to a server.
 */
export async function scopesIn(drafts: readonly Draft[]): Promise<IsClusterScoped> {
  const declared = new Map<string, boolean>();
  const groups = new Set<string>();
  for (const { objects } of drafts) {
    for (const { object } of objects) {
      if (object.kind === "CustomResourceDefinition") declare(declared, object);
      if (object.metadata.namespace && !builtIn.has(groupKind(object))) groups.add(groupOf(object.apiVersion));
    }
  }
  const schemas = await loadSchemas(groups);
  return (object) => {
    const kind = groupKind(object);
    const known = builtIn.get(kind) ?? declared.get(kind) ?? schemas.isNamespaced(object.apiVersion, object.kind);
    return known === false;
  };
}

function declare(declared: Map<string, boolean>, crd: KubeObject): void {
  const spec = mappingAt(crd, "spec");
  const [group, kind] = [textAt(spec, "group"), textAt(spec, "names", "kind")];
  if (group !== undefined && kind !== undefined) declared.set(`${group}/${kind}`, spec.scope !== "Cluster");
}
