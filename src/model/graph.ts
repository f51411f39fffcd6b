import type { Evidence, Look } from "./evidence.ts";
import type { Position, Subject } from "./subject.ts";

/**
 * A thing that was seen. `id` is `objectId(ref)` for objects, and for what a look gives beside objects the look's own id
 * (`log:shop/api-1/api`), whose part before the colon is its kind. `value` is the object (masked) or what the look
 * gives: see the look's own page. `origin` says which file and line a field comes from, where that is known.
 */
export interface Vertex<T = unknown> {
  readonly id: string;
  readonly subject: Subject;
  readonly value: T;
  readonly evidence: Evidence;
  /** What was read, where `value` leaves out what has a wrong type. */
  readonly written?: T;
  readonly built?: BuiltBy;
  origin?(pointer?: string): Position | undefined;
  /** The evidence of one field: the line that says it, masked. Absent where there is no file. */
  line?(pointer?: string): Evidence;
}

/** What a kustomization made of an object: `by` is its file, `name` what the files call the object. */
export interface BuiltBy {
  readonly by: string;
  readonly name: string;
  /** Whether a name in a field of the object follows what is named: what the same build calls otherwise is meant by its `name`. */
  renames(field: string): boolean;
}

/**
 * A relation between two vertices, by id; the far end need not have been seen (a dangling reference is what checks
 * look for). `relation` is the id of the relation that found it, `field` the place in `from` that says it, `part` what
 * of the far end is meant (a key of a ConfigMap, a port of a Service). `optional`: it may be absent by declaration.
 * `makes`: a controller makes the far end from this vertex (a SealedSecret its Secret); a `part` is then one of the keys
 * that it gets, and without any part the keys are not known.
 */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly relation: string;
  readonly field?: string;
  readonly part?: string;
  readonly optional?: boolean;
  readonly makes?: boolean;
}

/**
 * What looks add to a graph. `covers` is what a complete list was of: `v1/Pod`, `v1/Pod@shop` for one namespace, or
 * the id of one vertex that was asked for and is not there. `gone`: it was there and is deleted.
 */
export type Fact =
  | { readonly vertex: Vertex }
  | { readonly edge: Edge }
  | { readonly covers: string; readonly look: Look<"complete"> }
  | { readonly gone: string };

/** Which vertices of a kind. `in` is the root of objects, by default `cluster`. */
export interface Where {
  readonly namespace?: string;
  readonly in?: string;
}

/** In place of a kind: every object of a namespace that makes pods, by the labels of its template. */
export const templateShelf = "template";

/** Everything that is known, as vertices and edges. Rules ask it; only looks add to it. */
export interface Graph {
  /** How often something has changed: what was worked out stays true as long as this is the same. */
  readonly version: number;
  /** One vertex by id; `null` inside a seen look: the list was complete and it is not there. */
  sight(id: string): Look<Vertex | null>;
  /** Whether the list of a kind (`group/Kind`, `v1/Kind`, or what a look gives) was complete. */
  coverage(kind: string, namespace?: string): Look<"complete">;
  /** Edges that start here. */
  out(id: string, relation?: string): Iterable<Edge>;
  /** Edges that end here. */
  in(id: string, relation?: string): Iterable<Edge>;
  /** All edges of one relation, in the order of where they start. */
  edges(relation: string): Iterable<Edge>;
  /** The ids of what controllers make of a kind in a root, by edges with `makes`, in their order. */
  made(kind: string, root: string): Iterable<string>;
  /** The kinds of which a root has objects, as `group/Kind`, in their order. */
  kinds(root: string): readonly string[];
  /** All vertices of a kind, in the order of their ids. */
  ofKind(kind: string, where?: Where): Iterable<Vertex>;
  /** The objects of a kind and name in every root and namespace, in the order of their ids. */
  named(kind: string, name: string): Iterable<Vertex>;
  /** The vertices of a kind in one namespace that carry a label, in the order of their ids. */
  labelled(kind: string, label: { readonly key: string; readonly value: string }, where: Where): Iterable<Vertex>;
}
