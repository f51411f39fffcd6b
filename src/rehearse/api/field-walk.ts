/** Objects and sets of fields: which fields an object has, how two differ, merging, removing. Source: structured-merge-diff/v6/typed. */
import { isDeepStrictEqual } from "node:util";
import { type FieldPath, type FieldSet, FieldSetBuilder } from "./field-set.ts";
import { entryShape, isObject, itemElement, itemShape, type Json, type Shape, walkOf } from "./field-shape.ts";

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

function entriesOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Items by their path element; more than one under the same element are duplicates. */
function byElement(value: unknown, shape: Shape): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  for (const item of itemsOf(value)) {
    const element = itemElement(shape, item);
    const others = found.get(element);
    if (others) others.push(item);
    else found.set(element, [item]);
  }
  return found;
}

/** Adds the fields of a value; true when the value's own path belongs to them. */
function collect(value: unknown, shape: Shape, into: FieldSetBuilder): boolean {
  const walk = walkOf(shape, value);
  if (walk === "leaf") return true;
  if (walk === "list") {
    for (const [element, items] of byElement(value, shape)) {
      into.members.add(element);
      if (items.length === 1) collect(items[0], itemShape(shape), into.child(element));
    }
    return false;
  }
  for (const [key, entry] of entriesOf(value)) {
    const below = entryShape(shape, key);
    if (!below) continue;
    const element = `f:${key}`;
    const own = collect(entry, below.shape, into.child(element));
    const hollow = entry === null || (isObject(entry) && Object.keys(entry).length === 0);
    if (own || hollow || !below.declared) into.members.add(element);
  }
  return false;
}

/** Every field that a value mentions. */
export function fieldsOf(value: unknown, shape: Shape): FieldSet {
  const set = new FieldSetBuilder();
  collect(value, shape, set);
  return set;
}

/** How one object becomes another. */
export interface Comparison {
  readonly removed: FieldSet;
  readonly modified: FieldSet;
  readonly added: FieldSet;
}

interface Comparing {
  readonly removed: FieldSetBuilder;
  readonly modified: FieldSetBuilder;
  readonly added: FieldSetBuilder;
}

interface Pair {
  readonly before: unknown;
  readonly after: unknown;
}

/** Where a comparison stands. */
interface Place {
  readonly path: FieldPath;
  readonly result: Comparing;
}

function noteLeaf({ before, after }: Pair, path: FieldPath, result: Comparing): void {
  if (before === undefined) result.added.insert(path);
  else if (after === undefined) result.removed.insert(path);
  else if (!isDeepStrictEqual(before, after)) result.modified.insert(path);
}

/** Items under one element; duplicated items are compared as if each group of them were one value. */
function compareGroup(before: unknown[], after: unknown[], shape: Shape, at: Place): void {
  const { path, result } = at;
  if (before.length <= 1 && after.length <= 1) compareAt({ before: before[0], after: after[0] }, shape, at);
  else if (before.length > 1 && after.length > 1) noteLeaf({ before, after }, path, result);
  else if (before.length > 1) {
    if (after.length > 0) compareAt({ before: undefined, after: after[0] }, shape, at);
    result.removed.insert(path);
  } else {
    if (before.length > 0) compareAt({ before: before[0], after: undefined }, shape, at);
    result.added.insert(path);
  }
}

function compareItems(pair: Pair, shape: Shape, { path, result }: Place): void {
  const [left, right] = [byElement(pair.before, shape), byElement(pair.after, shape)];
  for (const element of new Set([...left.keys(), ...right.keys()]))
    compareGroup(left.get(element) ?? [], right.get(element) ?? [], itemShape(shape), {
      path: [...path, element],
      result,
    });
}

function compareEntries({ before, after }: Pair, shape: Shape, at: Place): void {
  const [left, right] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const below = entryShape(shape, key);
    if (!below) continue;
    const pair = { before: own(left, key), after: own(right, key) };
    compareAt(pair, below.shape, { path: [...at.path, `f:${key}`], result: at.result });
  }
}

function own(object: Json, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function compareAt(pair: Pair, shape: Shape, at: Place): void {
  const { before, after } = pair;
  const walks = [before, after].filter((value) => !isNothing(value)).map((value) => walkOf(shape, value));
  const walk = walks.includes("leaf") ? "leaf" : walkOf(shape, after ?? before);
  if (walk === "leaf" || (isNothing(before) && isNothing(after))) {
    noteLeaf(pair, at.path, at.result);
    return;
  }
  if (walk === "list") compareItems(pair, shape, at);
  else compareEntries(pair, shape, at);
  if (before === undefined) at.result.added.insert(at.path);
  else if (after === undefined) at.result.removed.insert(at.path);
}

/** Which fields are removed, modified and added between two objects. Throws `NoKey`. */
export function compareObjects(before: Json, after: Json, shape: Shape): Comparison {
  const result = { removed: new FieldSetBuilder(), modified: new FieldSetBuilder(), added: new FieldSetBuilder() };
  compareAt({ before, after }, shape, { path: [], result });
  return result;
}

/** Lets the fields of `applied` win over those of `live`; lists are merged in the order of what is applied. Throws `NoKey`. */
export function mergeApplied(live: unknown, applied: unknown, shape: Shape): unknown {
  const walk = walkOf(shape, applied ?? live);
  if (walk === "leaf" || (isNothing(live) && isNothing(applied))) return applied === undefined ? live : applied;
  if (walk === "list") return mergeItems(live, applied, shape);
  const merged: [string, unknown][] = [];
  const [left, right] = [isObject(live) ? live : {}, isObject(applied) ? applied : {}];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const below = entryShape(shape, key);
    const value = below && mergeApplied(own(left, key), own(right, key), below.shape);
    if (value !== undefined) merged.push([key, value]);
  }
  return Object.fromEntries(merged);
}

/** One item of a merged list: of the live list alone (by its index), or with what is applied. */
type Slot = { readonly key: string } | { readonly live: number };

/** Walks both lists at once: items of one side keep their place between the shared ones, which follow what is applied. */
function mergeOrder(left: readonly string[], right: readonly string[]): Slot[] {
  const [ours, theirs] = [new Set(left), new Set(right)];
  const shared = right.filter((key) => ours.has(key));
  const slots: Slot[] = [];
  /** Goes on in the live list up to a key; a shared item waits for its turn, unless its turn is over. */
  const passLive = (from: number, key: string | undefined): number => {
    for (let index = from; index < left.length; index += 1) {
      const live = left[index] ?? "";
      if (live === key || live === shared[0]) return index;
      if (!theirs.has(live)) slots.push({ live: index });
      else if (shared.length === 0 && key !== undefined) return index + 1;
    }
    return left.length;
  };
  let at = 0;
  for (const key of right) {
    at = passLive(at, key);
    slots.push({ key });
    if (shared[0] === key) shared.shift();
    if (left[at] === key) at += 1;
  }
  passLive(at, undefined);
  return slots;
}

function mergeItems(live: unknown, applied: unknown, shape: Shape): unknown[] {
  const keysOf = (list: unknown): string[] => itemsOf(list).map((item) => itemElement(shape, item));
  const [left, ours, theirs] = [itemsOf(live), byElement(live, shape), byElement(applied, shape)];
  return mergeOrder(keysOf(live), keysOf(applied)).map((slot) => {
    if ("live" in slot) return left[slot.live];
    const before = ours.get(slot.key);
    // Duplicates are not merged with what is applied, they are replaced by it.
    const base = before?.length === 1 ? before[0] : before && null;
    return mergeApplied(base, theirs.get(slot.key)?.[0], itemShape(shape));
  });
}

/** Takes fields and items away. A container that loses all it had becomes null. */
export function removeFields(value: unknown, unwanted: FieldSet, shape: Shape): unknown {
  const walk = walkOf(shape, value);
  if (walk === "leaf") return shape.schema.kind === "scalar" ? value : null;
  const kept =
    walk === "list"
      ? itemsOf(value).flatMap((item) => {
          const element = itemElement(shape, item);
          if (unwanted.members.has(element)) return [];
          const below = unwanted.children.get(element);
          return [below ? removeFields(item, below, itemShape(shape)) : item];
        })
      : Object.fromEntries(entriesOf(value).flatMap(([key, entry]) => keptEntry([key, entry], unwanted, shape)));
  return isNothing(kept) ? null : kept;
}

function keptEntry([key, entry]: [string, unknown], unwanted: FieldSet, shape: Shape): [string, unknown][] {
  const element = `f:${key}`;
  if (unwanted.members.has(element)) return [];
  const [below, inside] = [entryShape(shape, key), unwanted.children.get(element)];
  return [[key, below && inside ? removeFields(entry, inside, below.shape) : entry]];
}

/** A set in which declared fields that have members below them are members themselves. */
export function withNamedFields(set: FieldSet, shape: Shape): FieldSet {
  const members = new Set(set.members);
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    const below = element.startsWith("f:")
      ? entryShape(shape, element.slice(2))
      : { shape: itemShape(shape), declared: false };
    if (below?.declared) members.add(element);
    children.set(element, below ? withNamedFields(child, below.shape) : child);
  }
  return { members, children };
}
