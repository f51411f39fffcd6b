/**
 * Sets of field paths, as `metadata.managedFields` holds them. A path is a list of elements in the way they are written there:
 * `f:name`, `k:{"name":"app"}`, `v:"x"`, `i:0`. Source: sigs.k8s.io/structured-merge-diff/v6/fieldpath.
 */

/** A path from the root of an object. */
export type FieldPath = readonly string[];

/** Paths as a tree: which elements are members here, and what lies below each. Functions here never change their arguments. */
export interface FieldSet {
  readonly members: ReadonlySet<string>;
  readonly children: ReadonlyMap<string, FieldSet>;
}

/** A set while it is being filled. */
export class FieldSetBuilder implements FieldSet {
  readonly members = new Set<string>();
  readonly children = new Map<string, FieldSetBuilder>();

  insert(path: FieldPath): void {
    const [first, ...rest] = path;
    if (first === undefined) return;
    if (rest.length === 0) this.members.add(first);
    else this.child(first).insert(rest);
  }

  child(element: string): FieldSetBuilder {
    const known = this.children.get(element);
    if (known) return known;
    const made = new FieldSetBuilder();
    this.children.set(element, made);
    return made;
  }
}

/** The set without members. */
export const noFields: FieldSet = { members: new Set(), children: new Map() };

/** A set of the paths given. */
export function fieldSet(paths: readonly FieldPath[]): FieldSet {
  const set = new FieldSetBuilder();
  for (const path of paths) set.insert(path);
  return set;
}

/** Whether there is no member anywhere in it. */
export function isEmptySet(set: FieldSet): boolean {
  return set.members.size === 0 && [...set.children.values()].every(isEmptySet);
}

function make(members: ReadonlySet<string>, children: Iterable<readonly [string, FieldSet]>): FieldSet {
  return { members, children: new Map([...children].filter(([, child]) => !isEmptySet(child))) };
}

/** Members of either. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  const keys = new Set([...a.children.keys(), ...b.children.keys()]);
  return make(
    new Set([...a.members, ...b.members]),
    [...keys].map((key) => [key, union(a.children.get(key) ?? noFields, b.children.get(key) ?? noFields)]),
  );
}

/** Members of both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return make(
    new Set([...a.members].filter((element) => b.members.has(element))),
    [...a.children].map(([key, child]) => [key, intersection(child, b.children.get(key) ?? noFields)]),
  );
}

/** Members of the first that are not of the second; what lies below a member stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return make(
    new Set([...a.members].filter((element) => !b.members.has(element))),
    [...a.children].map(([key, child]) => [key, difference(child, b.children.get(key) ?? noFields)]),
  );
}

/** The first without the members of the second and all that lies below them. */
export function without(a: FieldSet, b: FieldSet): FieldSet {
  const left = [...a.children].filter(([key]) => !b.members.has(key));
  return make(
    new Set([...a.members].filter((element) => !b.members.has(element))),
    left.map(([key, child]) => [key, without(child, b.children.get(key) ?? noFields)]),
  );
}

/** Whether a path is a member. */
export function hasPath(set: FieldSet, path: FieldPath): boolean {
  const [first, ...rest] = path;
  if (first === undefined) return false;
  if (rest.length === 0) return set.members.has(first);
  const child = set.children.get(first);
  return child !== undefined && hasPath(child, rest);
}

const order = "fkvi";

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a), String(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Names first, then items by key, by value, by index. */
function compareElements(a: string, b: string): number {
  const kinds = order.indexOf(a.charAt(0)) - order.indexOf(b.charAt(0));
  if (kinds !== 0) return kinds;
  if (a.startsWith("f:")) return compareValues(a, b);
  const [left, right] = [parseElement(a), parseElement(b)];
  if (typeof left !== "object" || left === null || typeof right !== "object" || right === null)
    return compareValues(left, right);
  const [ours, theirs] = [Object.entries(left), Object.entries(right)];
  for (const [index, [name, value]] of ours.entries()) {
    const other = theirs[index];
    const result = other ? compareValues(name, other[0]) || compareValues(value, other[1]) : 1;
    if (result !== 0) return result;
  }
  return ours.length - theirs.length;
}

function parseElement(element: string): unknown {
  return JSON.parse(element.slice(2));
}

/** Every member, in the order in which upstream lists conflicts: those of a level before those below it. */
export function pathsOf(set: FieldSet): FieldPath[] {
  const here = [...set.members].sort(compareElements).map((element) => [element]);
  const below = [...set.children]
    .sort(([a], [b]) => compareElements(a, b))
    .flatMap(([element, child]) => pathsOf(child).map((path) => [element, ...path]));
  return [...here, ...below];
}

function showElement(element: string): string {
  if (element.startsWith("f:")) return `.${element.slice(2)}`;
  if (element.startsWith("i:")) return `[${element.slice(2)}]`;
  if (element.startsWith("v:")) return `[=${element.slice(2)}]`;
  const keys = Object.entries(parseElement(element) as object);
  return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(",")}]`;
}

/** A path as errors show it: `.spec.template.spec.containers[name="app"].image`. */
export function showPath(path: FieldPath): string {
  return path.map(showElement).join("");
}

/** The form in which `fieldsV1` holds a set. */
export function toFields(set: FieldSet): Record<string, unknown> {
  const elements = [...new Set([...set.members, ...set.children.keys()])].sort(compareElements);
  return Object.fromEntries(
    elements.map((element) => {
      const child = set.children.get(element);
      if (!child) return [element, {}];
      return [element, { ...(set.members.has(element) ? { ".": {} } : {}), ...toFields(child) }];
    }),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isElement(key: string): boolean {
  if (key.startsWith("f:")) return true;
  if (!/^[kvi]:/.test(key)) return false;
  try {
    const value = parseElement(key);
    return key.startsWith("k:") ? isObject(value) : key.startsWith("v:") || Number.isInteger(value);
  } catch {
    return false;
  }
}

/** Reads `fieldsV1`; undefined when it is malformed. Nesting deeper than a hundred levels is. */
export function fromFields(fields: unknown, depth = 0): FieldSet | undefined {
  if (!isObject(fields) || depth > 100) return undefined;
  const members = new Set<string>();
  const children = new Map<string, FieldSet>();
  for (const [key, value] of Object.entries(fields)) {
    if (key === ".") continue;
    const child = isElement(key) ? fromFields(value, depth + 1) : undefined;
    if (!child || !isObject(value)) return undefined;
    if ("." in value || Object.keys(value).length === 0) members.add(key);
    if (!isEmptySet(child)) children.set(key, child);
  }
  return { members, children };
}
