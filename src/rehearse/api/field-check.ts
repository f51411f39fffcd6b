/** Whether an applied object fits its schema, in the words of structured-merge-diff/v6/typed. */

import { showPath } from "./field-set.ts";
import { entryShape, isObject, itemElement, itemShape, NoKey, type Shape } from "./field-shape.ts";
import { goMap } from "./patch-directives.ts";

function goTypeName(value: unknown): string {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  return Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
}

/** A value as Go's `%#v` prints it. */
function goSyntax(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (!isObject(value)) return String(value);
  const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${goSyntax(entry)}`);
  return `map[string]interface {}{${entries.join(", ")}}`;
}

const isScalar = (value: unknown): boolean => typeof value !== "object";

function scalarError(type: string, value: unknown): string | undefined {
  switch (type) {
    case "int32":
    case "int64":
    case "number":
      return typeof value === "number" ? undefined : `expected numeric (int or float), got ${goTypeName(value)}`;
    case "boolean":
      return typeof value === "boolean" ? undefined : `expected boolean, got &{${goMap(value)}}`;
    case "quantity":
    case "int-or-string":
      return isScalar(value) ? undefined : `expected any scalar, got &{${goMap(value)}}`;
    case "raw":
      return undefined;
    default:
      return typeof value === "string"
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`;
  }
}

type Report = (path: readonly string[], message: string) => void;

interface Checking {
  readonly path: readonly string[];
  readonly report: Report;
}

function checkItems(value: unknown[], shape: Shape, { path, report }: Checking): void {
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    let element = `i:${index}`;
    if (shape.listType !== "atomic") {
      try {
        element = itemElement(shape, item);
      } catch (error) {
        if (!(error instanceof NoKey)) throw error;
        report(path, `element ${index}: ${error.message}`);
        return;
      }
      if (seen.has(element)) report(path, `duplicate entries for key ${showPath([element])}`);
      seen.add(element);
    }
    check(item, itemShape(shape), { path: [...path, element], report });
  }
}

function checkEntries(value: object, shape: Shape, { path, report }: Checking): void {
  for (const [key, entry] of Object.entries(value)) {
    const at = [...path, `f:${key}`];
    const below = entryShape(shape, key);
    if (!below) {
      // Like upstream, the first such field ends the look at this object.
      report(at, "field not declared in schema");
      return;
    }
    check(entry, below.shape, { path: at, report });
  }
}

function check(value: unknown, shape: Shape, at: Checking): void {
  if (value === null || value === undefined) return;
  const { schema } = shape;
  if (schema.kind === "scalar") {
    const error = scalarError(schema.type, value);
    if (error) at.report(at.path, error);
  } else if (schema.kind === "list") {
    if (Array.isArray(value)) checkItems(value, shape, at);
    else at.report(at.path, `expected list, got &{${goMap(value)}}`);
  } else if (isObject(value)) checkEntries(value, shape, at);
  else at.report(at.path, `expected map, got &{${goMap(value)}}`);
}

/** What does not fit, as one text with the paths; undefined when everything does. */
export function misfits(value: unknown, shape: Shape): string | undefined {
  const found: string[] = [];
  check(value, shape, {
    path: [],
    report: (path, message) => found.push(path.length === 0 ? message : `${showPath(path)}: ${message}`),
  });
  return found.length <= 1 ? found[0] : ["errors:", ...found.map((text) => `  ${text}`)].join("\n");
}
