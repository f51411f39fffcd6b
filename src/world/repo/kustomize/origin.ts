import type { Position } from "../../../model/subject.ts";
import { standsIn, type Written, writtenAt } from "./edits.ts";
import type { Places } from "./places.ts";
import type { Mapping } from "./values.ts";

type Step = string | number;

/** The steps of a field path as `fieldPath` writes it. */
function stepsOf(field: string): readonly Step[] {
  return [...field.matchAll(/\.?([\w-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)].map(([, name, index, quoted]) => {
    if (quoted !== undefined) return JSON.parse(quoted) as string;
    return index === undefined ? (name ?? "") : Number(index);
  });
}

/**
 * Where a person changes a field of a built object: where its value was written last, be it the manifest, a patch or the
 * kustomization. A field that is not there is looked for where the mapping that would hold it was written.
 */
export function originOf(places: Places, object: Mapping, field = ""): Position | undefined {
  const steps = stepsOf(field);
  let value: unknown = object;
  let found: Written | undefined = places.knows(object) ? { in: object } : undefined;
  for (const [index, step] of steps.entries()) {
    if (typeof value !== "object" || value === null || !(step in value))
      return found && places.position(found, holdsFields(value) ? steps.slice(index) : []);
    const next: unknown = (value as Record<Step, unknown>)[step];
    const readItself = typeof next === "object" && next !== null && places.knows(next);
    found = readItself ? { in: next } : (writtenAt(value, step) ?? found);
    value = next;
  }
  return found && places.position(found);
}

/** Whether a field that is missing could be written where the value is. */
function holdsFields(value: unknown): boolean {
  return typeof value === "object" && value !== null && !standsIn(value);
}
