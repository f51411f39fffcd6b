import type { Relation } from "../model/catalog.ts";
import type { Evidence, Look } from "../model/evidence.ts";
import { type Fact, type Graph, templateShelf, type Vertex, type Where } from "../model/graph.ts";
import type { KubeObject } from "../model/kubernetes/object.ts";
import { templateKinds } from "../model/kubernetes/pod.ts";
import { templateAt } from "../model/kubernetes/template.ts";
import { edgeStore } from "./edges.ts";

/** The graph that looks fill. Facts about the same vertex replace one another; relations run by themselves. */
export interface FactGraph extends Graph {
  /** Adds or replaces. An object older than the one that is known (by resourceVersion, same uid) is left out. */
  add(fact: Fact): void;
  /** All vertices, in the order in which they came. */
  all(): Iterable<Vertex>;
}

/** Where a vertex is filed. Objects by root, kind and namespace; what looks give by the kind before the colon. */
interface Place {
  readonly kind: string;
  readonly root: string;
  readonly namespace: string;
}

/** The kind and namespace in an id of either form; kinds of objects are told by their capital letter. */
function placeOf(id: string): Place {
  const object = /^([^:]*):([^/]+\/[A-Z][^/]*)\/([^/]*)\/./.exec(id);
  if (object) return { root: object[1] ?? "", kind: object[2] ?? "", namespace: object[3] ?? "" };
  return { root: "cluster", kind: id.slice(0, id.indexOf(":")), namespace: "" };
}

/** The same for a vertex that is there: a path in an id may look like the kind of an object. */
function placeOfVertex({ id, subject }: Vertex): Place {
  return subject.kind === "object"
    ? placeOf(id)
    : { root: "cluster", kind: id.slice(0, id.indexOf(":")), namespace: "" };
}

/** An index of ids. It is put in order when it is read, which most are seldom, and read again only when something was added. */
interface Shelf {
  readonly ids: Set<string>;
  sorted?: readonly string[] | undefined;
  read?: { readonly version: number; readonly vertices: readonly Vertex[] };
}

/**
 * Makes an empty graph. `unseen` is the evidence for what nobody looked at: no look may say so without one.
 */
export function createGraph(relations: readonly Relation[], unseen: Evidence): FactGraph {
  const vertices = new Map<string, Vertex>();
  const covered = new Map<string, Look<"complete">>();
  const shelves = new Map<string, Shelf>();
  const kindsIn = new Map<string, Set<string>>();
  let version = 0;

  const notLooked = (what: string): Look<never> => ({
    seen: false,
    why: `${what} was not looked at`,
    evidence: unseen,
  });

  const coverage = (kind: string, namespace?: string): Look<"complete"> => {
    const here = namespace === undefined ? undefined : covered.get(`${kind}@${namespace}`);
    const everywhere = covered.get(kind);
    if (here?.seen) return here;
    if (everywhere?.seen) return everywhere;
    return here ?? everywhere ?? notLooked(namespace ? `${kind} in ${namespace}` : kind);
  };

  const shelved = (key: string): readonly Vertex[] => {
    const shelf = shelves.get(key);
    if (!shelf) return [];
    if (shelf.read?.version === version) return shelf.read.vertices;
    shelf.sorted ??= [...shelf.ids].sort();
    shelf.read = { version, vertices: shelf.sorted.flatMap((id) => vertices.get(id) ?? []) };
    return shelf.read.vertices;
  };

  const file = (vertex: Vertex, place: Place, present: boolean): void => {
    for (const key of shelvesOf(vertex, place)) {
      const shelf = shelves.get(key) ?? { ids: new Set<string>() };
      shelves.set(key, shelf);
      if (shelf.ids.has(vertex.id) === present) continue;
      if (present) shelf.ids.add(vertex.id);
      else shelf.ids.delete(vertex.id);
      shelf.sorted = undefined;
    }
  };

  const graph: FactGraph = {
    get version() {
      return version;
    },
    sight(id) {
      const vertex = vertices.get(id);
      if (vertex) return { seen: true, value: vertex, evidence: vertex.evidence };
      const single = covered.get(id);
      if (single) return single.seen ? { seen: true, value: null, evidence: single.evidence } : single;
      const { kind, namespace, root } = placeOf(id);
      const look = root === "cluster" ? coverage(kind, namespace) : (covered.get(`${root}:`) ?? notLooked(id));
      return look.seen ? { seen: true, value: null, evidence: look.evidence } : look;
    },
    all: () => vertices.values(),
    coverage,
    out: (id, relation) => edges.out(id, relation),
    in: (id, relation) => edges.in(id, relation),
    edges: (relation) => edges.all(relation),
    made: (kind, root) => edges.made(shelfKey(kind, { in: root })),
    kinds(root) {
      const there = [...(kindsIn.get(root) ?? [])];
      return there.filter((kind) => (shelves.get(shelfKey(kind, { in: root }))?.ids.size ?? 0) > 0).sort();
    },
    ofKind: (kind, where = {}) => shelved(shelfKey(kind, where)),
    named: (kind, name) => shelved(nameShelf(kind, name)),
    labelled: (kind, { key, value }, where) => shelved(`${shelfKey(kind, where)}#${key}=${value}`),
    add(fact) {
      version += 1;
      if ("covers" in fact) covered.set(fact.covers, fact.look);
      else if ("edge" in fact) edges.fixed(fact.edge);
      else if ("gone" in fact) remove(fact.gone);
      else put(fact.vertex);
    },
  };
  const edges = edgeStore(relations, graph, (id) => vertices.get(id));

  const remove = (id: string): void => {
    const known = vertices.get(id);
    if (!known) return;
    const place = placeOfVertex(known);
    vertices.delete(id);
    file(known, place, false);
    edges.touched(known, place);
  };

  const put = (vertex: Vertex): void => {
    const known = vertices.get(vertex.id);
    if (known && isOlder(vertex, known)) return;
    vertices.set(vertex.id, vertex);
    if (known && declaresTheSame(known, vertex)) return;
    const place = placeOfVertex(vertex);
    if (known) file(known, placeOfVertex(known), false);
    file(vertex, place, true);
    if (vertex.subject.kind === "object") {
      const { kind, root } = place;
      kindsIn.set(root, (kindsIn.get(root) ?? new Set()).add(kind));
    }
    edges.touched(vertex, place);
  };
  return graph;
}

function shelfKey(kind: string, where: Where): string {
  const root = where.in ?? "cluster";
  return where.namespace === undefined ? `${root}:${kind}` : `${root}:${kind}/${where.namespace}`;
}

/** Holds what has one name in all roots; no root is called so. */
function nameShelf(kind: string, name: string): string {
  return `*:${kind}/${name}`;
}

function shelvesOf(vertex: Vertex, { kind, root, namespace }: Place): readonly string[] {
  const here = shelfKey(kind, { in: root, namespace });
  const labels = Object.entries((vertex.value as Partial<KubeObject> | null)?.metadata?.labels ?? {});
  const name = vertex.subject.kind === "object" ? [nameShelf(kind, vertex.subject.ref.name)] : [];
  const own = [shelfKey(kind, { in: root }), here, ...name, ...labels.map(([key, value]) => `${here}#${key}=${value}`)];
  const template = kind !== "v1/Pod" && templateKinds.includes(kind) ? templateAt(vertex)?.template : undefined;
  if (!template) return own;
  // What makes pods is found by the labels that they will have.
  const pods = shelfKey(templateShelf, { in: root, namespace });
  const carried = Object.entries(template.metadata?.labels ?? {});
  return [
    ...own,
    shelfKey(templateShelf, { in: root }),
    pods,
    ...carried.map(([key, value]) => `${pods}#${key}=${value}`),
  ];
}

/** Versions of one object are compared as numbers; a new uid is a new object, however its version reads. */
function isOlder(vertex: Vertex, known: Vertex): boolean {
  const [next, last] = [metadataOf(vertex), metadataOf(known)];
  if (!next?.resourceVersion || !last?.resourceVersion || next.uid !== last.uid) return false;
  return Number(next.resourceVersion) < Number(last.resourceVersion);
}

function metadataOf(vertex: Vertex): Partial<KubeObject["metadata"]> | undefined {
  return (vertex.value as Partial<KubeObject> | null)?.metadata;
}

/** Relations read what an object declares, so what a controller reports back moves no edge. */
function declaresTheSame(a: Vertex, b: Vertex): boolean {
  return declaration(a) === declaration(b);
}

function declaration({ value }: Vertex): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const { status: _, metadata, ...rest } = value as KubeObject;
  const { labels, annotations, ownerReferences, uid } = metadata ?? {};
  return JSON.stringify([uid, labels, annotations, ownerReferences, rest]);
}
