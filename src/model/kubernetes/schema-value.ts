import { isMapping } from "./fields.ts";
import { parseQuantity } from "./quantity.ts";

/**
 * What a value may be, as an API server sees it. Without `type` anything may stand there. An object knows its fields by
 * `properties`, or takes any key with `values`; `open` means that unknown fields are kept. `int-or-string` and
 * `quantity` take numbers and strings.
 */
export interface Schema {
  readonly type?: SchemaType;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly values?: Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** A regular expression that strings must match; from known schemas only, never from a file that is checked. */
  readonly pattern?: string;
  readonly open?: boolean;
}

/** The types of JSON, and the two that Kubernetes adds. */
export type SchemaType =
  | "object"
  | "array"
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "int-or-string"
  | "quantity";

const takes: Readonly<Record<SchemaType, (value: unknown) => boolean>> = {
  object: isMapping,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  number: (value) => typeof value === "number",
  integer: Number.isInteger,
  "int-or-string": (value) => Number.isInteger(value) || typeof value === "string",
  quantity: (value) => typeof value === "number" || typeof value === "string",
};

/** Whether a value is of the type of a schema, whatever is in it. */
export function isOfType(value: unknown, schema: Schema): boolean {
  return schema.type === undefined || takes[schema.type](value);
}

const words: Readonly<Record<SchemaType, string>> = {
  object: "an object",
  array: "a list",
  string: "a text",
  boolean: "true or false",
  number: "a number",
  integer: "a whole number",
  "int-or-string": "a whole number or a text",
  quantity: 'a quantity such as 500m or "1Gi"',
};

/** The type of a schema in words. */
export function typeInWords(schema: Schema): string {
  return schema.type === undefined ? "anything" : words[schema.type];
}

const longest = 60;

/** A value in words; long texts are cut. */
export function valueInWords(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isMapping(value)) return "an object";
  if (typeof value !== "string") return String(value);
  return `the text ${JSON.stringify(value.length > longest ? `${value.slice(0, longest)}…` : value)}`;
}

const unknownText = /\$\{|\{\{|\bmasked-[0-9a-f]{12}/;

/** A text that was masked, or that somebody fills in later (`${VAR}`, `{{ .Values.port }}`): it cannot be judged. */
export function isFilledInLater(value: unknown): boolean {
  return typeof value === "string" && unknownText.test(value);
}

function isOutOfRange(value: unknown, { minimum, maximum }: Schema): boolean {
  return (
    typeof value === "number" &&
    ((minimum !== undefined && value < minimum) || (maximum !== undefined && value > maximum))
  );
}

function rangeInWords({ minimum, maximum }: Schema): string {
  if (minimum === undefined) return `at most ${maximum}`;
  return maximum === undefined ? `at least ${minimum}` : `${minimum} to ${maximum}`;
}

/** What a value of the right type should have been instead, in words; undefined where it is allowed. */
export function restriction(value: unknown, schema: Schema): string | undefined {
  if (schema.enum && !schema.enum.includes(value)) {
    return `one of ${schema.enum.filter((entry) => entry !== "").join(", ")}`;
  }
  if (isOutOfRange(value, schema)) return rangeInWords(schema);
  if (schema.type === "quantity" && parseQuantity(value as string | number) === undefined) return words.quantity;
  if (schema.pattern === undefined || typeof value !== "string" || new RegExp(schema.pattern).test(value))
    return undefined;
  return `a text of the form ${schema.pattern}`;
}
