import { isDeepStrictEqual } from "node:util";
import { type Item, itemsOf, listOf, withField, withItem, withoutField, writtenAt } from "./edits.ts";
import { Refused } from "./stops.ts";
import { isMapping, type Mapping } from "./values.ts";

type Container = Mapping | readonly unknown[];

/** An operation of a JSON patch that does not fit the object. Refused by its caller, who knows the place. */
class Misfit extends Error {}

/**
 * A JSON patch (RFC 6902) as the library of kustomize applies it: a missing key is null when it is read, so that
 * `replace` also adds, and indexes may count from the end. Throws Refused at the operation that does not apply.
 */
export function patched(object: Mapping, operations: readonly unknown[]): Mapping {
  return operations.reduce<Mapping>((before, operation, index) => {
    try {
      if (!isMapping(operation)) throw new Misfit("is no operation");
      return applied(before, operation);
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      throw new Refused(`this operation ${error.message}`, { in: operations, key: index });
    }
  }, object);
}

function applied(object: Mapping, operation: Mapping): Mapping {
  const path = pointer(operation, "path");
  const fresh: Item = { value: operation.value ?? null, written: writtenAt(operation, "value") };
  switch (operation.op) {
    case "add":
      return placed(object, path, (into, key) => added(into, key, fresh));
    case "remove":
      return placed(object, path, removed);
    case "replace":
      return placed(object, path, (into, key) => replaced(into, key, fresh));
    case "test":
      if (!isDeepStrictEqual(read(object, path).value ?? null, fresh.value))
        throw new Misfit(`finds another value at ${String(operation.path)}`);
      return object;
    case "copy": {
      const item = read(object, pointer(operation, "from"));
      return placed(object, path, (into, key) => added(into, key, item));
    }
    case "move": {
      const from = pointer(operation, "from");
      const item = read(object, from);
      return placed(placed(object, from, removed), path, (into, key) => added(into, key, item));
    }
    default:
      throw new Misfit(`is called "${String(operation.op)}", which there is not`);
  }
}

/** What stands before the first slash counts for nothing. */
function pointer(operation: Mapping, field: "path" | "from"): readonly string[] {
  const text = operation[field];
  if (typeof text !== "string") throw new Misfit(`has no ${field}`);
  if (!text.includes("/")) throw new Misfit(`has the ${field} "${text}", which names no field`);
  return text
    .split("/")
    .slice(1)
    .map((step) => step.replace(/~[01]/g, (coded) => (coded === "~1" ? "/" : "~")));
}

/** Changes the mapping or list that holds what a pointer names. */
function placed(
  object: Mapping,
  path: readonly string[],
  change: (into: Container, key: string) => Container,
): Mapping {
  return within(object, path, change, path) as Mapping;
}

function within(
  value: unknown,
  [step = "", ...rest]: readonly string[],
  change: (into: Container, key: string) => Container,
  path: readonly string[],
): Container {
  if (!isMapping(value) && !Array.isArray(value)) throw new Misfit(`finds nothing at /${path.join("/")}`);
  const container: Container = value;
  if (rest.length === 0) return change(container, step);
  const inner = within(itemAt(container, step).value, rest, change, path);
  return isMapping(container)
    ? withField(container, step, inner)
    : withItem(container, indexIn(container, step, container.length - 1), inner);
}

function read(object: Mapping, path: readonly string[]): Item {
  let item: Item = { value: object };
  for (const step of path) {
    const container = item.value;
    if (!isMapping(container) && !Array.isArray(container)) throw new Misfit(`finds nothing at /${path.join("/")}`);
    item = itemAt(container, step);
  }
  return { ...item, value: item.value ?? null };
}

function itemAt(container: Container, step: string): Item {
  if (isMapping(container)) return { value: container[step], written: writtenAt(container, step) };
  const index = indexIn(container, step, container.length - 1);
  return { value: container[index], written: writtenAt(container, index) };
}

function indexIn(list: readonly unknown[], step: string, last: number): number {
  const index = /^[-+]?\d+$/.test(step) ? Number(step) : Number.NaN;
  const counted = index < 0 ? index + last + 1 : index;
  if (!(counted >= 0 && counted <= last)) throw new Misfit(`names item "${step}" of a list of ${list.length}`);
  return counted;
}

function added(into: Container, key: string, item: Item): Container {
  if (isMapping(into)) return withField(into, key, item.value, item.written);
  const index = key === "-" ? into.length : indexIn(into, key, into.length);
  return listOf(itemsOf(into).toSpliced(index, 0, item), into);
}

function removed(from: Container, key: string): Container {
  if (isMapping(from)) {
    if (!Object.hasOwn(from, key)) throw new Misfit(`removes "${key}", which is not there`);
    return withoutField(from, key);
  }
  return listOf(itemsOf(from).toSpliced(indexIn(from, key, from.length - 1), 1), from);
}

function replaced(into: Container, key: string, item: Item): Container {
  return isMapping(into)
    ? withField(into, key, item.value, item.written)
    : withItem(into, indexIn(into, key, into.length - 1), item.value, item.written);
}
