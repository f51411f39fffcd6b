/** Bodies read as a real server reads them into its Go types: unknown fields named, values of a wrong type refused in Go's words. */
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { isObject, type Json } from "./field-shape.ts";
import { duplicateFields } from "./json-text.ts";
import { canonicalQuantity } from "./quantity.ts";
import { type ScalarName, type Schema, type StructSchema, schemaOf } from "./schema.ts";

/** A value that does not fit its type. The message is Go's, without what the server puts before it. */
class Undecodable extends Error {}

/** What becomes of fields that are unknown or given twice: refused, told in Warning headers, or dropped. */
export type FieldValidation = "Strict" | "Warn" | "Ignore";

/** What is wrong with a body. */
export interface Decoded {
  /** Why it is refused, without what the server puts before it; none where it is not. */
  readonly errors: readonly string[];
  /** What Warning headers say. */
  readonly warnings: readonly string[];
}

const goScalars: Readonly<Partial<Record<ScalarName, string>>> = {
  boolean: "bool",
  number: "float64",
  byte: "[]uint8",
  "date-time": "v1.Time",
  "micro-time": "v1.MicroTime",
  quantity: "resource.Quantity",
  "int-or-string": "int32",
};

/** A type as Go prints it: `[]v1.Container`, `map[string]string`. */
function goType(schema: Schema): string {
  switch (schema.kind) {
    case "list":
      return `[]${goType(schema.of)}`;
    case "map":
      return `map[string]${goType(schema.of)}`;
    case "struct":
      return schema.name.replace(/^.*\.(v\d\w*\.\w+)$/, "$1");
    case "scalar":
      return goScalars[schema.type] ?? schema.type;
  }
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value;
}

/** Where the reader stands: for errors (`DeploymentSpec.spec.replicas`) and for unknown fields (`spec.containers[0].x`). */
interface Place {
  readonly struct: string;
  readonly go: string;
  readonly path: string;
  readonly unknown: string[];
}

function wrongType(value: unknown, schema: Schema, { struct, go }: Place): Undecodable {
  const number = typeof value === "number" && /^int/.test(goType(schema)) ? `number ${value}` : jsonKind(value);
  const field = go === "" ? `value` : `struct field ${struct}.${go}`;
  return new Undecodable(`json: cannot unmarshal ${number} into Go ${field} of type ${goType(schema)}`);
}

function checkText(value: string, type: ScalarName): void {
  if (type === "byte") {
    const bare = value.replace(/=+$/, "");
    const bad = /[^A-Za-z0-9+/\r\n]/.exec(bare)?.index ?? (value.length % 4 === 0 ? -1 : value.length);
    if (bad >= 0) throw new Undecodable(`illegal base64 data at input byte ${bad}`);
  }
  if (type !== "date-time" && type !== "micro-time") return;
  const form = type === "micro-time" ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
  const fits = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value);
  if (!fits || Number.isNaN(Date.parse(value)))
    throw new Undecodable(`parsing time "${value}" as "${form}": cannot parse "${value}" as "2006"`);
}

function isWhole(value: unknown, type: ScalarName): boolean {
  const limit = type === "int64" ? 2 ** 63 : 2 ** 31;
  return typeof value === "number" && Number.isInteger(value) && value < limit && value >= -limit;
}

function checkQuantity(value: unknown): void {
  if (typeof value === "object" || typeof value === "boolean" || canonicalQuantity(value) === undefined)
    throw new Undecodable(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
}

/** Whether a value fits where the type alone decides. */
function fits(value: unknown, type: ScalarName): boolean {
  switch (type) {
    case "raw":
      return true;
    case "boolean":
      return typeof value === "boolean";
    case "number":
      return typeof value === "number";
    case "int32":
    case "int64":
      return isWhole(value, type);
    case "int-or-string":
      return typeof value === "string" || isWhole(value, "int32");
    default:
      return typeof value === "string";
  }
}

function checkScalar(value: unknown, schema: Schema & { kind: "scalar" }, place: Place): void {
  if (schema.type === "quantity") checkQuantity(value);
  else if (!fits(value, schema.type)) throw wrongType(value, schema, place);
  else if (typeof value === "string") checkText(value, schema.type);
}

function checkStruct(value: Json, schema: StructSchema, place: Place): void {
  const struct = schema.name.replace(/^.*\./, "");
  for (const [name, content] of Object.entries(value)) {
    const path = place.path === "" ? name : `${place.path}.${name}`;
    const field = schema.fields.get(name);
    const go = place.go === "" ? name : `${place.go}.${name}`;
    if (field) check(content, field.schema, { ...place, struct, go, path });
    else place.unknown.push(path);
  }
}

function check(value: unknown, schema: Schema, place: Place): void {
  if (value === null || value === undefined) return;
  if (schema.kind === "scalar") checkScalar(value, schema, place);
  else if (schema.kind === "list") {
    if (!Array.isArray(value)) throw wrongType(value, schema, place);
    for (const [index, item] of value.entries()) check(item, schema.of, { ...place, path: `${place.path}[${index}]` });
  } else if (!isObject(value)) throw wrongType(value, schema, place);
  else if (schema.kind === "struct") checkStruct(value, schema, place);
  else
    for (const [key, entry] of Object.entries(value))
      check(entry, schema.of, { ...place, path: `${place.path}.${key}` });
}

/** Paths of fields that a schema does not have, in the order of the value (`spec.replicass`). Throws for values of a wrong type. */
export function unknownFields(value: unknown, schema: StructSchema): string[] {
  const unknown: string[] = [];
  check(value, schema, { struct: "", go: "", path: "", unknown });
  return unknown;
}

/**
 * Judges the fields of an object by its kind: values of a wrong type are always refused, fields that are unknown (or twice in
 * `text`, its JSON) as `validation` says. The wording is Go's: `strict decoding error: unknown field "spec.replicass"`.
 */
export function decodeStrict(object: KubeObject, validation: FieldValidation, text?: string): Decoded {
  const schema = schemaOf(object.apiVersion, object.kind);
  if (!schema) return { errors: [], warnings: [] };
  try {
    const unknown = unknownFields(object, schema).map((path) => `unknown field ${JSON.stringify(path)}`);
    const twice = text === undefined || validation === "Ignore" ? [] : duplicateFields(text);
    const problems = [...twice.map((path) => `duplicate field ${JSON.stringify(path)}`), ...unknown];
    if (problems.length === 0 || validation === "Ignore") return { errors: [], warnings: [] };
    if (validation === "Warn") return { errors: [], warnings: problems };
    return { errors: [`strict decoding error: ${problems.join(", ")}`], warnings: [] };
  } catch (error) {
    if (error instanceof Undecodable) return { errors: [error.message], warnings: [] };
    throw error;
  }
}
