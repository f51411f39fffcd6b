import type { Relation } from "../model/catalog.ts";
import type { Edge, Graph, Vertex } from "../model/graph.ts";

/** The edges of a graph, found by its relations when somebody asks and found again when what they read has changed. */
export interface EdgeStore {
  /** An edge that a look brought. */
  fixed(edge: Edge): void;
  /** A vertex came, went, or declares something else. */
  touched(vertex: Vertex, place: Place): void;
  out(id: string, relation?: string): readonly Edge[];
  in(id: string, relation?: string): readonly Edge[];
}

interface Place {
  readonly kind: string;
  readonly root: string;
  readonly namespace: string;
}

/** A relation, the vertices that it must look at again, and those that it starts at, by root and namespace. */
interface Queue {
  readonly relation: Relation;
  readonly stale: Set<string>;
  readonly starters: Map<string, Set<string>>;
}

function touch({ relation, stale, starters }: Queue, id: string, { kind, root, namespace }: Place): void {
  const place = `${root}/${namespace}`;
  if (relation.starts.includes(kind) || (relation.starts.includes("*") && kind.includes("/"))) {
    stale.add(id);
    const here = starters.get(place) ?? new Set();
    here.add(id);
    starters.set(place, here);
  }
  if (!relation.needs.includes(kind)) return;
  // What stands in another namespace cannot select this vertex, but may name it, or its namespace, by address.
  const reached = relation.local ? [starters.get(place) ?? []] : starters.values();
  for (const present of reached) for (const one of present) stale.add(one);
}

const order = (a: Edge, b: Edge): number => compare(keyOf(a), keyOf(b));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const keyOf = (edge: Edge): string =>
  `${edge.from}\n${edge.relation}\n${edge.to}\n${edge.field ?? ""}\n${edge.part ?? ""}`;

/** Makes the store. `known` finds a vertex by its id. */
export function edgeStore(
  relations: readonly Relation[],
  graph: Graph,
  known: (id: string) => Vertex | undefined,
): EdgeStore {
  const bySource = new Map<string, Map<string, readonly Edge[]>>();
  const byTarget = new Map<string, Set<Edge>>();
  const queues = relations.map((relation): Queue => ({ relation, stale: new Set(), starters: new Map() }));
  let flushing = false;

  const replace = (from: string, relation: string, edges: readonly Edge[]): void => {
    const own = bySource.get(from) ?? new Map<string, readonly Edge[]>();
    for (const edge of own.get(relation) ?? []) byTarget.get(edge.to)?.delete(edge);
    if (edges.length > 0) own.set(relation, edges);
    else own.delete(relation);
    if (own.size > 0) bySource.set(from, own);
    else bySource.delete(from);
    for (const edge of edges) {
      const into = byTarget.get(edge.to) ?? new Set();
      into.add(edge);
      byTarget.set(edge.to, into);
    }
  };

  const flush = (): void => {
    // A relation that asks for edges while edges are being found sees those found so far.
    if (flushing) return;
    flushing = true;
    for (const { relation, stale } of queues) {
      if (stale.size === 0) continue;
      const again = [...stale].sort();
      stale.clear();
      for (const id of again) {
        const vertex = known(id);
        replace(id, relation.id, vertex ? [...relation.edges(vertex, graph)].sort(order) : []);
      }
    }
    flushing = false;
  };

  return {
    fixed(edge) {
      const present = bySource.get(edge.from)?.get(edge.relation) ?? [];
      if (present.some((one) => keyOf(one) === keyOf(edge))) return;
      replace(edge.from, edge.relation, [...present, edge].sort(order));
    },
    touched(vertex, place) {
      for (const queue of queues) touch(queue, vertex.id, place);
    },
    out(id, relation) {
      flush();
      const own = bySource.get(id);
      if (relation !== undefined) return own?.get(relation) ?? [];
      return [...(own?.values() ?? [])].flat().sort(order);
    },
    in(id, relation) {
      flush();
      const into = [...(byTarget.get(id) ?? [])];
      return (relation === undefined ? into : into.filter((edge) => edge.relation === relation)).sort(order);
    },
  };
}
