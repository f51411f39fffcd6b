import type { Graph, Vertex } from "./graph.ts";
import type { KubeObject } from "./kubernetes/object.ts";
import type { ObjectRef } from "./subject.ts";

/** An object of a graph with its reference, as rules ask for it. */
export interface ObjectVertex<T extends KubeObject = KubeObject> extends Vertex<T> {
  readonly subject: { readonly kind: "object"; readonly ref: ObjectRef };
}

/** The names of the roots whose objects are known: `cluster`, and every deployment that a repository declares. */
export function rootsOf(graph: Graph): readonly string[] {
  const declared = [...graph.ofKind("root")].flatMap(({ subject }) => ("name" in subject ? subject.name : []));
  return ["cluster", ...declared];
}

/**
 * The vertex of an id; undefined where it is not there, and where nobody looked. Who has to tell the two apart asks the
 * graph for its sight.
 */
export function vertexAt<T = unknown>(graph: Graph, id: string): Vertex<T> | undefined {
  const look = graph.sight(id);
  return look.seen ? ((look.value as Vertex<T> | null) ?? undefined) : undefined;
}

/** All objects of some kinds (`apps/Deployment`, `v1/Service`), in every root. */
export function* objectsOf<T extends KubeObject = KubeObject>(
  graph: Graph,
  kinds: readonly string[],
): Iterable<ObjectVertex<T>> {
  for (const root of rootsOf(graph)) {
    for (const kind of kinds) yield* graph.ofKind(kind, { in: root }) as Iterable<ObjectVertex<T>>;
  }
}

/** Every object of every root. */
export function* everyObject(graph: Graph): Iterable<ObjectVertex> {
  for (const root of rootsOf(graph))
    for (const kind of graph.kinds(root)) yield* graph.ofKind(kind, { in: root }) as Iterable<ObjectVertex>;
}
