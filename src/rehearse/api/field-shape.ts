/** What server-side apply knows of a place in an object: whether it is owned as a whole, and how its parts are told apart. */
import type { Field, Schema } from "./schema.ts";

/** A schema together with what the field that holds it says about it. */
export interface Shape {
  readonly schema: Schema;
  /** A struct or map that is owned as a whole. */
  readonly atomic: boolean;
  readonly listType: "atomic" | "map" | "set";
  readonly mapKeys: readonly string[];
}

/** How a value is walked: by its keys, by its items, or not at all. */
export type Walk = "map" | "list" | "leaf";

/** An object of JSON. */
export type Json = Record<string, unknown>;

/** Tells objects from lists, null and scalars. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The shape of an object itself, or of an item or entry: nothing but the schema speaks there. */
export function plainShape(schema: Schema): Shape {
  return { schema, atomic: schema.kind === "struct" && schema.atomic, listType: "atomic", mapKeys: [] };
}

const fieldShapes = new WeakMap<Field, Shape>();

function fieldShape(field: Field): Shape {
  const known = fieldShapes.get(field);
  if (known) return known;
  const { schema, atomic, listType, mapKeys } = field;
  const shape = { schema, atomic, listType, mapKeys };
  fieldShapes.set(field, shape);
  return shape;
}

/** How a value of a shape is walked. Values without a schema are walked as maps where they are objects. */
export function walkOf(shape: Shape, value: unknown): Walk {
  switch (shape.schema.kind) {
    case "struct":
    case "map":
      return shape.atomic ? "leaf" : "map";
    case "list":
      return shape.listType === "atomic" ? "leaf" : "list";
    case "scalar":
      return shape.schema.type === "raw" && isObject(value) ? "map" : "leaf";
  }
}

/** The shape below a key, and whether the key is a declared field; undefined for a field that is not in the schema. */
export function entryShape(shape: Shape, key: string): { shape: Shape; declared: boolean } | undefined {
  const { schema } = shape;
  if (schema.kind === "struct") {
    const field = schema.fields.get(key);
    return field && { shape: fieldShape(field), declared: true };
  }
  if (schema.kind === "map") return { shape: plainShape(schema.of), declared: false };
  return { shape, declared: false };
}

/** The shape of the items of a list. */
export function itemShape(shape: Shape): Shape {
  return shape.schema.kind === "list" ? plainShape(shape.schema.of) : shape;
}

/** Why an item has no place of its own in its list. */
export class NoKey extends Error {}

function keyDefault(shape: Shape, key: string): unknown {
  const item = itemShape(shape).schema;
  return item.kind === "struct" ? item.fields.get(key)?.default : undefined;
}

function mapKey(shape: Shape, item: unknown): string {
  if (item === null) throw new NoKey("associative list with keys may not have a null element");
  if (!isObject(item)) throw new NoKey("associative list with keys may not have non-map elements");
  const present: [string, unknown][] = [];
  for (const key of [...shape.mapKeys].sort()) {
    const value = Object.hasOwn(item, key) ? item[key] : keyDefault(shape, key);
    if (value !== undefined) present.push([key, value]);
  }
  if (present.length > 0) return `k:${JSON.stringify(Object.fromEntries(present))}`;
  const keys = shape.mapKeys.map((key) => JSON.stringify(key)).join(" ");
  throw new NoKey(
    `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`,
  );
}

/** The path element of an item: its keys with their defaults, or its value in a set. Throws `NoKey`. */
export function itemElement(shape: Shape, item: unknown): string {
  if (shape.listType === "map") return mapKey(shape, item);
  if (isObject(item)) throw new NoKey("associative list without keys has an element that's a map type");
  if (Array.isArray(item)) throw new NoKey("not supported: associative list with lists as elements");
  if (item === null) throw new NoKey("associative list without keys has an element that's an explicit null");
  return `v:${JSON.stringify(item)}`;
}
