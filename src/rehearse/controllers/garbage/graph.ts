import type { KubeObject, OwnerReference } from "../../../model/kubernetes/object.ts";
import type { Resource } from "../../resources.ts";

/** An object as garbage collection sees it. */
export interface Item {
  readonly resource: Resource;
  readonly uid: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly owners: readonly OwnerReference[];
  readonly finalizers: readonly string[];
  readonly deleting: boolean;
}

/** Who owns whom, by uid. */
export interface OwnerGraph {
  get(uid: string): Item | undefined;
  put(item: Item): void;
  remove(uid: string): void;
  /** The objects that name this uid as an owner, whether or not it exists. */
  dependents(uid: string): Item[];
}

/** What matters of an object. */
export function itemOf(resource: Resource, object: KubeObject): Item {
  const { uid = "", namespace, name, ownerReferences = [], finalizers = [], deletionTimestamp } = object.metadata;
  return { resource, uid, namespace, name, owners: ownerReferences, finalizers, deleting: Boolean(deletionTimestamp) };
}

/** Starts empty. */
export function createOwnerGraph(): OwnerGraph {
  const items = new Map<string, Item>();
  const byOwner = new Map<string, Set<string>>();
  const remove = (uid: string): void => {
    for (const owner of items.get(uid)?.owners ?? []) {
      const set = byOwner.get(owner.uid);
      set?.delete(uid);
      if (set?.size === 0) byOwner.delete(owner.uid);
    }
    items.delete(uid);
  };
  return {
    get: (uid) => items.get(uid),
    put: (item) => {
      remove(item.uid);
      items.set(item.uid, item);
      for (const owner of item.owners) {
        const set = byOwner.get(owner.uid) ?? new Set<string>();
        set.add(item.uid);
        byOwner.set(owner.uid, set);
      }
    },
    remove,
    dependents: (uid) =>
      [...(byOwner.get(uid) ?? [])].flatMap((dependent) => {
        const item = items.get(dependent);
        return item ? [item] : [];
      }),
  };
}
