/**
 * Objects as they come back from a real server, where each has been a Go struct in between: known fields only, empty ones left
 * out, structs and zeros that Go always writes put in, quantities and instants in one way of writing.
 */
import { timestamp } from "../clock.ts";
import { canonicalQuantity } from "./quantity.ts";
import type { Field, Schema, StructSchema } from "./schema.ts";

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function instant(value: unknown, micro: boolean): unknown {
  if (typeof value !== "string") return value;
  const milliseconds = Date.parse(value);
  if (Number.isNaN(milliseconds)) return value;
  if (!micro) return timestamp(milliseconds);
  const fraction = /\.(\d+)/.exec(value)?.[1] ?? "";
  return timestamp(milliseconds).replace("Z", `.${fraction.slice(0, 6).padEnd(6, "0")}Z`);
}

function scalar(value: unknown, type: string): unknown {
  switch (type) {
    case "quantity":
      return canonicalQuantity(value) ?? value;
    case "date-time":
      return instant(value, false);
    case "micro-time":
      return instant(value, true);
    default:
      return value;
  }
}

/** What Go writes for a value that is not there, where it is neither a pointer nor left out when empty. */
function zero(schema: Schema): unknown {
  if (schema.kind === "struct") return canonicalStruct({}, schema);
  if (schema.kind !== "scalar") return null;
  switch (schema.type) {
    case "string":
      return "";
    case "quantity":
      return "0";
    case "boolean":
      return false;
    case "int32":
    case "int64":
    case "number":
    case "int-or-string":
      return 0;
    default:
      return null;
  }
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === "" || value === 0 || value === false || (isObject(value) && Object.keys(value).length === 0);
}

/** Types that Go never leaves out when empty, because they are structs there. */
function isGoStruct(schema: Schema): boolean {
  if (schema.kind === "struct") return true;
  return schema.kind === "scalar" && /^(date-time|micro-time|quantity|int-or-string|raw)$/.test(schema.type);
}

function leftOut(field: Field, value: unknown): boolean {
  if (field.pointer) return value === undefined || value === null;
  if (field.omitzero && (value === undefined || value === null)) return true;
  if (!field.omitempty || isGoStruct(field.schema)) return false;
  // An empty list of managers is a wish to forget them, so it must be told from none until that is done.
  if (field.name === "managedFields" && Array.isArray(value)) return false;
  return value === undefined || value === null || isEmpty(value);
}

function canonicalValue(value: unknown, schema: Schema): unknown {
  if (value === undefined || value === null) return zero(schema);
  switch (schema.kind) {
    case "struct":
      return isObject(value) ? canonicalStruct(value, schema) : value;
    case "list":
      return Array.isArray(value) ? value.map((item) => canonicalValue(item, schema.of)) : value;
    case "map":
      if (!isObject(value)) return value;
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, canonicalValue(entry, schema.of)]));
    case "scalar":
      return scalar(value, schema.type);
  }
}

function canonicalStruct(value: Json, schema: StructSchema): Json {
  const result: Json = {};
  for (const field of schema.fields.values()) {
    const present = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
    if (!leftOut(field, present)) result[field.name] = canonicalValue(present, field.schema);
  }
  return result;
}

/** A new object in canonical form; values of a wrong type stay as they are (`decodeStrict` names them). */
export function canonical<T extends object>(object: T, schema: StructSchema): T {
  return canonicalStruct(object as Json, schema) as T;
}
