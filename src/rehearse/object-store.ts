import type { KubeObject } from "../model/kubernetes/object.ts";

/** Told of each change: `now` is absent when the object is gone, `before` when it is new. */
export type ChangeHandler<T> = (now: T | undefined, before: T | undefined) => void;

/** `namespace/name`, or the name alone for objects without namespace. */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

/** The two halves of a key. */
export function splitKey(key: string): { namespace: string | undefined; name: string } {
  const slash = key.indexOf("/");
  return slash < 0
    ? { namespace: undefined, name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The index that every store has. */
export const namespaceIndex = "namespace";

/** The objects of an informer, found by key or by the values that its indexes give them. */
export interface ObjectStore<T extends KubeObject> {
  get(key: string): T | undefined;
  all(): T[];
  by(index: string, value: string): T[];
  put(object: T): void;
  remove(key: string): void;
  replace(objects: readonly T[]): void;
  listen(handler: ChangeHandler<T>): void;
}

/** Makes an empty store. */
export function createStore<T extends KubeObject>(
  indexes: Readonly<Record<string, (object: T) => readonly string[]>>,
): ObjectStore<T> {
  const objects = new Map<string, T>();
  const all = { ...indexes, [namespaceIndex]: (object: T) => [object.metadata.namespace ?? ""] };
  const tables = new Map<string, Map<string, Map<string, T>>>(Object.keys(all).map((name) => [name, new Map()]));
  const handlers: ChangeHandler<T>[] = [];

  const unlink = (key: string, object: T): void => {
    for (const [name, valuesOf] of Object.entries(all)) {
      const table = tables.get(name);
      for (const value of valuesOf(object)) {
        const row = table?.get(value);
        row?.delete(key);
        if (row?.size === 0) table?.delete(value);
      }
    }
  };
  const link = (key: string, object: T): void => {
    for (const [name, valuesOf] of Object.entries(all)) {
      const table = tables.get(name);
      for (const value of valuesOf(object)) {
        const row = table?.get(value) ?? new Map<string, T>();
        row.set(key, object);
        table?.set(value, row);
      }
    }
  };
  const remove = (key: string): void => {
    const before = objects.get(key);
    if (!before) return;
    objects.delete(key);
    unlink(key, before);
    for (const handler of handlers) handler(undefined, before);
  };
  const put = (object: T): void => {
    // Nobody here reads who wrote which field, and it is half of an object's size.
    delete object.metadata.managedFields;
    const key = keyOf(object);
    const before = objects.get(key);
    if (before && before.metadata.uid !== object.metadata.uid) {
      remove(key);
      put(object);
      return;
    }
    if (before?.metadata.resourceVersion === object.metadata.resourceVersion && before) return;
    if (before) unlink(key, before);
    objects.set(key, object);
    link(key, object);
    for (const handler of handlers) handler(object, before);
  };
  return {
    get: (key) => objects.get(key),
    all: () => [...objects.values()],
    by: (index, value) => [...(tables.get(index)?.get(value)?.values() ?? [])],
    put,
    remove,
    replace: (listed) => {
      const kept = new Set(listed.map(keyOf));
      for (const key of [...objects.keys()]) if (!kept.has(key)) remove(key);
      for (const object of listed) put(object);
    },
    listen: (handler) => {
      handlers.push(handler);
      for (const object of objects.values()) handler(object, undefined);
    },
  };
}
