import type { MergeField } from "../../../facts/kustomize.ts";
import { type Item, type Written, withField } from "./edits.ts";
import { Refused } from "./stops.ts";
import { isEmpty, isMapping, type Mapping, textOf } from "./values.ts";

/** An item is merged by these keys and values; the key of a list of scalars is the empty text. */
interface Match {
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

/**
 * Merges lists by keys, item by item and step by step as kyaml does (walk/associative_sequence.go), because what happens
 * to items without a key, or with several keys of which some are missing, follows from those steps alone.
 */
export class ListMerge {
  readonly #keys: readonly string[];
  readonly #mergeItem: (into: unknown, patch: unknown) => unknown;
  readonly #at: Written;

  constructor(field: MergeField, mergeItem: (into: unknown, patch: unknown) => unknown, at: Written) {
    this.#keys = field.keys && field.keys.length > 0 ? field.keys : [""];
    this.#mergeItem = mergeItem;
    this.#at = at;
  }

  /** The items of both lists, those of the patch first. */
  merge(into: readonly Item[], patch: readonly Item[] | "itself"): readonly Item[] {
    const tuples = this.#tuples(patch === "itself" ? into : [...patch, ...into]);
    if (tuples.length === 0) return into;
    let rest = into;
    let added: readonly Item[] = [];
    let match: Match = { keys: [], values: [] };
    for (const values of tuples) {
      match = validMatch(tuples, values, this.#keys);
      const { item, kept } = this.#merged(rest, patch === "itself" ? rest : patch, match);
      if (item === undefined) rest = this.#set(rest, match);
      else added = this.#set(added, match, item);
      // What was merged stands for the item of the object from now on, unless the patch replaced that.
      if (item && kept) rest = rest.map((one) => (one === kept ? item : one));
    }
    return this.#append(added, rest, match.keys);
  }

  #tuples(items: readonly Item[]): readonly (readonly string[])[] {
    const seen = new Set<string>();
    const tuples = items.flatMap(({ value }) => {
      const tuple = this.#keys.map((key) => (key === "" ? textOf(value) : keyText(value, key)));
      const id = JSON.stringify(tuple);
      if (seen.has(id)) return [];
      seen.add(id);
      return [tuple];
    });
    return this.#keys.length > 1 ? completed(tuples) : tuples;
  }

  /** Both items that match, as one; none where nothing is left of them. */
  #merged(into: readonly Item[], patch: readonly Item[], match: Match): { item?: Item; kept?: Item | undefined } {
    const single = validMatch([match.values], match.values, match.keys);
    const [one, other] = [firstMatch(into, single), firstMatch(patch, single)];
    const value = this.#mergeItem(one?.value, other?.value);
    if (value === undefined || value === null || (isMapping(value) && isEmpty(value))) return {};
    const written = value === other?.value ? other.written : value === one?.value ? one.written : undefined;
    const isReplaced = one !== other && isMapping(other?.value) && other.value.$patch === "replace";
    return {
      item: { value: isMapping(value) ? named(value, match) : value, written },
      kept: isReplaced ? undefined : one,
    };
  }

  /** Replaces the items that match, or adds the new one; without a new one they are taken out. */
  #set(items: readonly Item[], { keys, values }: Match, item?: Item): readonly Item[] {
    const forMappings = (keys[0] ?? "") !== "" && (values[0] ?? "") !== "";
    let found = false;
    const result = items.flatMap((one): readonly Item[] => {
      if (one.value === null || one.value === undefined || (isMapping(one.value) && isEmpty(one.value))) return [];
      if (!isMapping(one.value) && forMappings) return [one];
      if (!this.#holds(one.value, { keys, values })) return values.length > 0 ? [one] : [];
      found = true;
      return item ? [item] : [];
    });
    return item && !found ? [...result, item] : result;
  }

  #holds(value: unknown, { keys, values }: Match): boolean {
    let held = false;
    for (const [index, key] of keys.entries()) {
      const text = values[index];
      // A key without a value is judged as the key before it was; the first one is not there.
      if (text !== undefined) held = this.#hasField(value, key, text);
      if (!held) return false;
    }
    return held;
  }

  #hasField(value: unknown, key: string, text: string): boolean {
    if (key === "") {
      if (typeof value === "object") throw new Refused("a list of texts holds something else", this.#at);
      return textOf(value) === text;
    }
    if (!isMapping(value)) throw new Refused(`an item of a list that is merged by ${key} is no mapping`, this.#at);
    return key in value && (text === "" || textOf(value[key]) === text);
  }

  #append(into: readonly Item[], items: readonly Item[], keys: readonly string[]): readonly Item[] {
    return items.reduce((list, item) => this.#appendOne(list, item, keys), into);
  }

  #appendOne(list: readonly Item[], item: Item, keys: readonly string[]): readonly Item[] {
    if (keys[0] === "") return this.#set(list, { keys, values: [textOf(item.value)] }, item);
    const values: string[] = [];
    let result = list;
    for (const key of keys) {
      if (item.value !== null && !isMapping(item.value))
        throw new Refused(`an item of a list that is merged by ${key} is no mapping`, this.#at);
      if (isMapping(item.value) && key in item.value) values.push(textOf(item.value[key]));
      else result = [...result, item];
    }
    if (keys.length > 1) result = this.#set(result, { keys, values });
    return this.#set(result, { keys, values }, item);
  }
}

function named(item: Mapping, { keys, values }: Match): Mapping {
  return keys.reduce((all, key, index) => {
    const text = values[index] ?? "";
    return key in all || text === "" ? all : withField(all, key, scalarOf(text));
  }, item);
}

function keyText(value: unknown, key: string): string {
  return isMapping(value) && key in value ? textOf(value[key]) : "";
}

function firstMatch(items: readonly Item[], { keys, values }: Match): Item | undefined {
  if (keys[0] === "") return items.find(({ value }) => textOf(value) === values[0]);
  return items.find(
    ({ value }) => isMapping(value) && keys.every((key, index) => key in value && textOf(value[key]) === values[index]),
  );
}

/** The keys that any item has, with the values of one; all keys where no item has one. */
function validMatch(tuples: readonly (readonly string[])[], values: readonly string[], keys: readonly string[]): Match {
  const used = new Set(keys.filter((_, index) => tuples.some((tuple) => (tuple[index] ?? "") !== "")));
  if (used.size === 0) return { keys, values };
  return {
    keys: keys.filter((key) => used.has(key)),
    values: values.filter((value, index) => value !== "" || used.has(keys[index] ?? "")),
  };
}

/** Items that agree in one key and lack another are taken for the same. */
function completed(tuples: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const list = [...tuples];
  for (const [i, one] of list.entries()) {
    for (const [j, other] of list.entries()) {
      const both = joined(one, other);
      if (both) [list[i], list[j]] = [both, both];
    }
  }
  return list;
}

function joined(one: readonly string[], other: readonly string[]): readonly string[] | undefined {
  const common = one.some((value, index) => value === other[index]);
  const clash = one.some((value, index) => value !== other[index] && value !== "" && other[index] !== "");
  return common && !clash ? one.map((value, index) => value || (other[index] ?? "")) : undefined;
}

/** A key that was told apart by its text alone is a number again where it looks like one. */
function scalarOf(text: string): unknown {
  return /^-?(?:0|[1-9]\d*)$/.test(text) ? Number(text) : text;
}
