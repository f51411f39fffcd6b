import type { Ask, LookKind } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { kindId } from "../../model/kind.ts";
import type { Schema } from "../../model/kubernetes/schema-value.ts";
import { wellFormed } from "../../model/kubernetes/well-formed.ts";
import { type ObjectVertex, objectsOf, rootsOf } from "../../model/objects.ts";

/** The objects of each kind, by the id of the kind's vertex. */
type ByKind = ReadonlyMap<string, readonly [ObjectVertex, ...ObjectVertex[]]>;

interface KindAsk extends Ask {
  readonly objects: ByKind;
}

const kind: LookKind = {
  id: "kind",
  title: "Look up what is known of the kinds that a repository uses: their fields, and which releases serve them",
  gives: ["kind"],
  *asks(graph, { repository }) {
    const objects = repository === undefined ? new Map() : byKind(graph);
    if (objects.size > 0) yield { key: `kinds ${[...objects.keys()].join(",")}`, objects } satisfies KindAsk;
  },
  async *run(world, ask) {
    const { objects } = ask as KindAsk;
    const kinds = [...objects.values()].map(([first]) => first.subject.ref);
    for (const vertex of await world.kinds.describe(kinds)) {
      yield { vertex };
      const { shape } = vertex.value;
      for (const one of shape ? (objects.get(vertex.id) ?? []) : []) yield* mended(one, shape as Schema);
    }
  },
};

/** Rules read an object as its kind says, so what has a wrong type is kept apart: the check of fields tells of it. */
function* mended(vertex: ObjectVertex, shape: Schema): Iterable<{ vertex: ObjectVertex }> {
  const value = wellFormed(vertex.value, shape);
  if (value !== vertex.value) yield { vertex: { ...vertex, value, written: vertex.value } };
}

function byKind(graph: Graph): ByKind {
  const found = new Map<string, [ObjectVertex, ...ObjectVertex[]]>();
  const kinds = rootsOf(graph).flatMap((root) => (root === "cluster" ? [] : graph.kinds(root)));
  for (const vertex of objectsOf(graph, [...new Set(kinds)].sort())) {
    const { ref } = vertex.subject;
    const id = kindId(ref.apiVersion, ref.kind);
    const others = found.get(id);
    if (ref.in === undefined) continue;
    if (others) others.push(vertex);
    else found.set(id, [vertex]);
  }
  return found;
}

export default kind;
