import type { Written } from "./edits.ts";
import { type Id, idKey, nameOf } from "./ids.ts";
import type { Resource } from "./resource.ts";
import { Refused } from "./stops.ts";

/** The objects of one layer, in the order in which they were added; no two may have the same id when one is added. */
export class Resources {
  #list: Resource[] = [];
  #keys: Set<string> | undefined;

  get list(): readonly Resource[] {
    return this.#list;
  }

  /** Replaces all of them; ids may have changed since. */
  set list(list: readonly Resource[]) {
    this.#list = [...list];
    this.#keys = undefined;
  }

  /** Must be called when objects may have got other ids. */
  changed(): void {
    this.#keys = undefined;
  }

  /** Adds an object; `at` asks for it. */
  add(resource: Resource, at: Written): void {
    this.#keys ??= new Set(this.list.map((one) => idKey(one.id)));
    const key = idKey(resource.id);
    if (this.#keys.has(key))
      throw new Refused(`${nameOf(resource.id)} is there already: kustomize may not add a second one`, at);
    this.#keys.add(key);
    this.#list.push(resource);
  }

  /** Those that are or were called so. */
  everCalled(matches: (id: Id) => boolean): readonly Resource[] {
    return this.list.filter((one) => one.allIds.some(matches));
  }
}

/** Refuses two objects with the same id. */
export function refuseTwice(resources: readonly Resource[], at: Written): void {
  const keys = new Set<string>();
  for (const { id } of resources) {
    if (keys.has(idKey(id))) throw new Refused(`there would be two objects ${nameOf(id)}`, at);
    keys.add(idKey(id));
  }
}
