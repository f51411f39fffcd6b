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
  /** All edges of one relation, in the order of where they start. */
  all(relation: string): readonly Edge[];
  /** The ids of what controllers make, of a kind in a root (`cluster:v1/Secret`). */
  made(shelf: string): readonly string[];
}

interface Place {
  readonly kind: string;
  readonly root: string;
  readonly namespace: string;
}

/**
 * A relation, the vertices that it must look at again, those that it starts at by root and namespace, and the places
 * all of whose starting vertices it must look at again (`true`: everywhere). Kept apart, so that a thousand things that
 * come before somebody asks cost a thousand steps and not a million.
 */
interface Queue {
  readonly relation: Relation;
  readonly stale: Set<string>;
  readonly starters: Map<string, Set<string>>;
  readonly stalePlaces: Set<string>;
  everywhere: boolean;
}

/** The queues that a vertex of one kind concerns: as one that edges start at, and as one that relations read. */
interface Concerned {
  readonly starting: readonly Queue[];
  readonly needing: readonly Queue[];
}

function concernedBy(kind: string, queues: readonly Queue[]): Concerned {
  const isObject = kind.includes("/");
  return {
    starting: queues.filter(({ relation: { starts } }) => starts.includes(kind) || (isObject && starts.includes("*"))),
    needing: queues.filter(({ relation: { needs } }) => needs.includes(kind)),
  };
}

function touch({ starting, needing }: Concerned, id: string, place: string): void {
  for (const { stale, starters } of starting) {
    stale.add(id);
    const here = starters.get(place);
    if (here) here.add(id);
    else starters.set(place, new Set([id]));
  }
  // What stands in another namespace cannot select this vertex, but may name it, or its namespace, by address.
  for (const queue of needing) {
    if (queue.relation.local) queue.stalePlaces.add(place);
    else queue.everywhere = true;
  }
}

/** The vertices that a relation must look at again, in order; from then on none. */
function takeStale(queue: Queue): readonly string[] {
  const { stale, starters, stalePlaces } = queue;
  const places = queue.everywhere ? [...starters.keys()] : [...stalePlaces];
  for (const place of places) for (const one of starters.get(place) ?? []) stale.add(one);
  const again = [...stale].sort();
  stale.clear();
  stalePlaces.clear();
  queue.everywhere = false;
  return again;
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
  const byRelation = new Map<string, Map<string, readonly Edge[]>>();
  const byTarget = new Map<string, Set<Edge>>();
  const made = new Map<string, Map<string, number>>();
  const queues = relations.map(
    (relation): Queue => ({
      relation,
      stale: new Set(),
      starters: new Map(),
      stalePlaces: new Set(),
      everywhere: false,
    }),
  );
  const concerned = new Map<string, Concerned>();
  let flushing = false;
  let stale = false;

  const replace = (from: string, relation: string, edges: readonly Edge[]): void => {
    const own = byRelation.get(relation) ?? new Map<string, readonly Edge[]>();
    const before = own.get(from);
    if (!before && edges.length === 0) return;
    byRelation.set(relation, own);
    for (const edge of before ?? []) {
      byTarget.get(edge.to)?.delete(edge);
      countMade(made, edge, -1);
    }
    if (edges.length > 0) own.set(from, edges);
    else own.delete(from);
    for (const edge of edges) {
      const into = byTarget.get(edge.to) ?? new Set();
      into.add(edge);
      byTarget.set(edge.to, into);
      countMade(made, edge, 1);
    }
  };

  const flush = (): void => {
    // A relation that asks for edges while edges are being found sees those found so far.
    if (flushing || !stale) return;
    flushing = true;
    stale = false;
    for (const queue of queues) {
      const { relation } = queue;
      for (const id of takeStale(queue)) {
        const vertex = known(id);
        replace(id, relation.id, vertex ? [...relation.edges(vertex, graph)].sort(order) : []);
      }
    }
    flushing = false;
  };

  return {
    fixed(edge) {
      const present = byRelation.get(edge.relation)?.get(edge.from) ?? [];
      if (present.some((one) => keyOf(one) === keyOf(edge))) return;
      replace(edge.from, edge.relation, [...present, edge].sort(order));
    },
    touched({ id }, { kind, root, namespace }) {
      stale = true;
      const known = concerned.get(kind) ?? concernedBy(kind, queues);
      concerned.set(kind, known);
      touch(known, id, `${root}/${namespace}`);
    },
    out(id, relation) {
      flush();
      if (relation !== undefined) return byRelation.get(relation)?.get(id) ?? [];
      return [...byRelation.values()].flatMap((own) => own.get(id) ?? []).sort(order);
    },
    in(id, relation) {
      flush();
      const into = [...(byTarget.get(id) ?? [])];
      return (relation === undefined ? into : into.filter((edge) => edge.relation === relation)).sort(order);
    },
    all(relation) {
      flush();
      const own = [...(byRelation.get(relation)?.entries() ?? [])].sort(([a], [b]) => compare(a, b));
      return own.flatMap(([, edges]) => edges);
    },
    made(shelf) {
      flush();
      return [...(made.get(shelf)?.keys() ?? [])].sort();
    },
  };
}

/** Counts how many edges make each id, by its root and kind. */
function countMade(made: Map<string, Map<string, number>>, { to: id, makes }: Edge, change: number): void {
  if (!makes) return;
  // The name of a root may hold slashes; a colon ends it.
  const shelf = id.slice(0, id.indexOf("/", id.indexOf("/", id.indexOf(":")) + 1));
  const here = made.get(shelf) ?? new Map<string, number>();
  made.set(shelf, here);
  const count = (here.get(id) ?? 0) + change;
  if (count > 0) here.set(id, count);
  else here.delete(id);
}
