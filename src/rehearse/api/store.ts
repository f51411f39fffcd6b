import type { KubeObject } from "../../model/kubernetes/object.ts";
import { type FieldValues, fieldsOf } from "./field-values.ts";
import type { KindRow } from "./kinds.ts";

/**
 * An object as it is held: its JSON without apiVersion and kind (10,000 pods as objects would take several times the memory),
 * and beside it what selectors ask for.
 */
export interface Stored {
  /** `namespace/name`, or the name where there are no namespaces: the order of lists. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** The resourceVersion. */
  readonly version: number;
  /** `{"metadata":…}`. */
  readonly body: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly fields: FieldValues;
}

/** One write. `after` is absent when the object is gone; `last` is then its last state with the version of the deletion. */
export interface Change {
  readonly version: number;
  readonly before: Stored | undefined;
  readonly after: Stored | undefined;
  readonly last: Stored;
}

/** Told of each change; `shared` is one map for all who are told of the same change, for what they encode. */
export type Watcher = (change: Change, shared: Map<string, Buffer>) => void;

/** How many changes of a resource are remembered, for watches that start in the past and lists read in pages. */
const remembered = 5000;

/** The objects of one resource. */
export class Bucket {
  readonly row: KindRow;
  readonly #current = new Map<string, Stored>();
  readonly #keys: string[] = [];
  #changes: Change[] = [];
  readonly #watchers = new Set<Watcher>();
  #forgotten = 0;

  constructor(row: KindRow) {
    this.row = row;
  }

  get size(): number {
    return this.#current.size;
  }

  /** The version of the newest change that is no longer remembered: nothing older can be told. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Keys in the order of lists; not to be changed. */
  get keys(): readonly string[] {
    return this.#keys;
  }

  get(key: string): Stored | undefined {
    return this.#current.get(key);
  }

  values(): Iterable<Stored> {
    return this.#current.values();
  }

  /** Changes after a version, oldest first. */
  since(version: number): Change[] {
    return this.#changes.slice(firstAfter(this.#changes, version));
  }

  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  commit(change: Change): void {
    const { key } = change.last;
    if (change.after) this.#current.set(key, change.after);
    else this.#current.delete(key);
    if (!change.before) this.#keys.splice(lowerBound(this.#keys, key), 0, key);
    else if (!change.after) this.#keys.splice(lowerBound(this.#keys, key), 1);
    this.#changes.push(change);
    if (this.#changes.length > remembered * 1.25) {
      const dropped = this.#changes.length - remembered;
      this.#forgotten = this.#changes[dropped - 1]?.version ?? this.#forgotten;
      this.#changes = this.#changes.slice(dropped);
    }
    const shared = new Map<string, Buffer>();
    for (const watcher of this.#watchers) watcher(change, shared);
  }
}

function firstAfter(changes: readonly Change[], version: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle]?.version ?? 0) <= version) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the first key that is not smaller. */
export function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The key of an object in its bucket. */
export function keyOf(namespace: string, name: string): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** Everything that the cluster knows, in memory. Writes happen one after the other and are told to watchers at once. */
export class Store {
  readonly #buckets = new Map<string, Bucket>();
  #version = 1;

  /** The resourceVersion of the last write. */
  get version(): number {
    return this.#version;
  }

  /** The bucket of a kind. Both kinds of Event share the one of the core group. */
  bucket(row: KindRow): Bucket {
    const id = row.resource === "events" ? "/events" : `${row.group}/${row.resource}`;
    const known = this.#buckets.get(id);
    if (known) return known;
    const made = new Bucket(row);
    this.#buckets.set(id, made);
    return made;
  }

  /** Writes an object as it is; its metadata gets the new resourceVersion. */
  put(bucket: Bucket, object: KubeObject): Stored {
    const version = this.#version + 1;
    const stored = storedOf(bucket.row, object, version);
    this.#version = version;
    bucket.commit({ version, before: bucket.get(stored.key), after: stored, last: stored });
    return stored;
  }

  /** Takes an object away. */
  remove(bucket: Bucket, stored: Stored): Stored {
    const version = this.#version + 1;
    const last = atVersion(stored, version);
    this.#version = version;
    bucket.commit({ version, before: stored, after: undefined, last });
    return last;
  }
}

/** An object as it would be held at a version; 0 for one that is only tried and not held. */
export function storedOf(row: KindRow, object: KubeObject, version: number): Stored {
  const { namespace = "", name, uid = "", labels } = object.metadata;
  return {
    key: keyOf(namespace, name),
    namespace,
    name,
    uid,
    version,
    body: encode(object, version),
    labels: labels ? { ...labels } : undefined,
    fields: fieldsOf(row, object),
  };
}

/** Keys come in the order of a Go struct: metadata first. */
function encode(object: KubeObject, version: number): string {
  const { apiVersion: _, kind: __, metadata, ...rest } = object;
  const { resourceVersion: ___, name, generateName, namespace, uid, ...others } = metadata;
  const resourceVersion = version === 0 ? undefined : String(version);
  return JSON.stringify({ metadata: { name, generateName, namespace, uid, resourceVersion, ...others }, ...rest });
}

/** The same state under another resourceVersion. */
export function atVersion(stored: Stored, version: number): Stored {
  return { ...stored, version, body: encode(JSON.parse(stored.body) as KubeObject, version) };
}
