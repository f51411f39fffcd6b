import type * as z from "zod";
import { nearest } from "../../model/nearest.ts";
import { fieldPath } from "./positions.ts";

/** A mistake in a fleet file: at which field, and what it is, as the end of a sentence that begins with the field. */
export interface FleetMistake {
  readonly field: string;
  readonly what: string;
}

type Issue = z.core.$ZodIssue;

/** What zod found, in words: each unknown key on its own, with the key that may have been meant. */
export function fleetMistakes(issues: readonly Issue[], schema: z.core.$ZodType): readonly FleetMistake[] {
  return issues.flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== "symbol");
    if (issue.code !== "unrecognized_keys") return [{ field: fieldPath(path), what: wordsOf(issue) }];
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({ field: fieldPath([...path, key]), what: unknownKey(key, known) }));
  });
}

function wordsOf(issue: Issue): string {
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input"))
    return `must be ${article(issue.expected)}`;
  return issue.message;
}

function article(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    record: "a mapping",
    object: "a mapping",
    array: "a list",
    string: "a text",
    int: "a whole number",
  };
  return names[expected] ?? `a ${expected}`;
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  const meant = near ? `; did you mean "${near}"?` : "";
  return `is a key that this version does not act on (it knows here: ${known.join(", ")})${meant}`;
}

/** The keys that a mapping may have at a place of the schema. */
function keysAt(schema: z.core.$ZodType, path: readonly (string | number)[]): readonly string[] {
  const def = unwrapped(schema);
  const [step, ...rest] = path;
  if (step === undefined) return def.shape ? Object.keys(def.shape) : [];
  const below = def.shape?.[step] ?? def.valueType ?? def.element;
  return below ? keysAt(below, rest) : [];
}

/** The parts of zod's description that lead further down. */
interface Definition {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly valueType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
}

function unwrapped(schema: z.core.$ZodType): Definition {
  const def = schema._zod.def as Definition;
  return def.innerType ? unwrapped(def.innerType) : def;
}
