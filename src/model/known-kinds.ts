import type { Graph } from "./graph.ts";
import { type KindFact, kindId } from "./kind.ts";
import { type CustomKind, schemaOfCrd } from "./kubernetes/custom-resource.ts";
import type { Schema } from "./kubernetes/schema-value.ts";
import { objectsOf, vertexAt } from "./objects.ts";

/** The kinds that CustomResourceDefinitions of a repository bring, by {@link kindId}. */
export function declaredKinds(graph: Graph): ReadonlyMap<string, CustomKind> {
  const found = new Map<string, CustomKind>();
  for (const { value } of objectsOf(graph, ["apiextensions.k8s.io/CustomResourceDefinition"])) {
    for (const one of schemaOfCrd(value)) found.set(kindId(one.apiVersion, one.kind), one);
  }
  return found;
}

/** What is known of a kind beside what the repository itself declares; undefined where nobody looked. */
export function kindFactOf(graph: Graph, apiVersion: string, kind: string): KindFact | undefined {
  return vertexAt<KindFact>(graph, kindId(apiVersion, kind))?.value;
}

/**
 * The fields of a kind: by the definition in the repository, else by what comes with Salvor. Not `sure` is what comes
 * with Salvor of a custom kind: the cluster may have another release of it, with more fields.
 */
export function schemaFor(
  graph: Graph,
  declared: ReadonlyMap<string, CustomKind>,
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
): { readonly schema: Schema; readonly sure: boolean } | undefined {
  const custom = declared.get(kindId(apiVersion, kind));
  if (custom) return { schema: custom.schema, sure: true };
  const fact = kindFactOf(graph, apiVersion, kind);
  if (!fact?.schema) return undefined;
  return { schema: fact.schema, sure: fact.introduced !== undefined || fact.groups.length > 0 };
}
