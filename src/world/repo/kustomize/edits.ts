import { isMapping, type Mapping } from "./values.ts";

/** Where a value stands: under a key (or as an item) of a mapping or list that was read from a file, or as the whole of it. */
export interface Written {
  readonly in: object;
  readonly key?: string | number;
}

/** An item of a list in the making. */
export interface Item {
  readonly value: unknown;
  readonly written?: Written | undefined;
}

interface Trace {
  /** What it was copied from, or stands in place of, as that was read. */
  readonly base: object | undefined;
  /** Whether what is not its own is written where the base has it under the same key. */
  readonly inherits: boolean;
  readonly own: ReadonlyMap<string | number, Written>;
}

/** What was read is shared, so it is copied where it changes. The copies remember where their parts were written. */
const traces = new WeakMap<object, Trace>();

const nothing: Trace["own"] = new Map();

/** A copy with one field set. Without `written` the field still counts as written where it was before. */
export function withField(mapping: Mapping, key: string, value: unknown, written?: Written): Mapping {
  const copy = { ...mapping, [key]: value };
  remember(copy, mapping, key, written);
  return copy;
}

/** A copy without some fields. */
export function withoutField(mapping: Mapping, key: string): Mapping {
  if (!(key in mapping)) return mapping;
  const { [key]: _, ...copy } = mapping;
  remember(copy, mapping);
  return copy;
}

/** A copy of a list with one item set. */
export function withItem(
  list: readonly unknown[],
  index: number,
  value: unknown,
  written?: Written,
): readonly unknown[] {
  const copy = list.with(index, value);
  remember(copy, list, index, written);
  return copy;
}

/** A new list in place of another one. */
export function listOf(items: readonly Item[], base?: readonly unknown[]): readonly unknown[] {
  const list = items.map(({ value }) => value);
  const own = items.flatMap(({ written }, index): [number, Written][] => (written ? [[index, written]] : []));
  traces.set(list, { base: base && readForm(base), inherits: false, own: new Map(own) });
  return list;
}

/** The items of a list, each with the place where it was written. */
export function itemsOf(list: readonly unknown[]): readonly Item[] {
  return list.map((value, index) => ({ value, written: writtenAt(list, index) }));
}

/** A copy with a value at a path of fields; mappings on the way are made where there are none. */
export function withPath(mapping: Mapping, path: readonly string[], value: unknown, written?: Written): Mapping {
  const [key, ...rest] = path;
  if (key === undefined) return mapping;
  if (rest.length === 0) return withField(mapping, key, value, written);
  const inner = mapping[key];
  return withField(mapping, key, withPath(isMapping(inner) ? inner : {}, rest, value, written));
}

function remember(copy: object, from: object, key?: string | number, written?: Written): void {
  const before = traces.get(from);
  let own = before?.own ?? nothing;
  if (key !== undefined && written) own = new Map(own).set(key, written);
  traces.set(copy, { base: before ? before.base : from, inherits: before?.inherits ?? true, own });
}

/** Where a field or item of a value was written; undefined where it was made without a text. */
export function writtenAt(container: object, key: string | number): Written | undefined {
  const trace = traces.get(container);
  if (!trace) return { in: container, key };
  return trace.own.get(key) ?? (trace.inherits && trace.base ? { in: trace.base, key } : undefined);
}

/** Whether the text that a value stands for has other fields or items than it. */
export function standsIn(container: object): boolean {
  return traces.get(container)?.inherits === false;
}

/** The mapping or list, as it was read, that a value comes from. */
export function readForm(container: object): object | undefined {
  const trace = traces.get(container);
  return trace ? trace.base : container;
}

/** A new mapping that stands for a part of a kustomization, with the places of its fields. */
export function made(mapping: Mapping, from: object, places: Readonly<Record<string, Written>> = {}): Mapping {
  const copy = { ...mapping };
  traces.set(copy, { base: readForm(from), inherits: false, own: new Map(Object.entries(places)) });
  return copy;
}
