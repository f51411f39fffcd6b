import { isMapping } from "./fields.ts";
import { isFilledInLater, isOfType, type Schema } from "./schema-value.ts";

/**
 * An object without what has a wrong type and without nulls, so that rules may read it as its kind says: `env: "x"` or
 * an item that is null or has no name would else break whoever expects a list of variables. The same object where nothing is wrong.
 */
export function wellFormed<T>(value: T, schema: Schema): T {
  return formed(value, schema) as T;
}

/** Undefined: to be left out. */
function formed(value: unknown, schema: Schema): unknown {
  if (value === null) return undefined;
  if (schema.type === undefined) return value;
  if (!isOfType(value, schema)) return isFilledInLater(value) && !isStructure(schema) ? value : undefined;
  if (isMapping(value)) return formedMap(value, schema);
  return Array.isArray(value) ? formedList(value, schema) : value;
}

const isStructure = ({ type }: Schema): boolean => type === "object" || type === "array";

function formedMap(map: Readonly<Record<string, unknown>>, { properties, values }: Schema): unknown {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(map)) {
    const value = map[name];
    const known = properties && Object.hasOwn(properties, name) ? properties[name] : values;
    const wanted = formed(value, known ?? {});
    if (wanted === value) continue;
    copy ??= { ...map };
    if (wanted === undefined) delete copy[name];
    else copy[name] = wanted;
  }
  return copy ?? map;
}

function formedList(list: readonly unknown[], { items }: Schema): unknown {
  const wanted = list.map((item) => (isNameless(item, items) ? undefined : formed(item, items ?? {})));
  if (wanted.every((item, index) => item === list[index])) return list;
  return wanted.filter((item) => item !== undefined);
}

/** An item that must have a name and has none is nothing that another could refer to. */
function isNameless(item: unknown, schema: Schema | undefined): boolean {
  return schema?.required?.includes("name") === true && isMapping(item) && typeof item.name !== "string";
}
