import { type Field, fieldsAt, isMapping } from "../fields.ts";
import type { KubeObject } from "../object.ts";
import { isFilledInLater } from "../schema-value.ts";

/**
 * Something that an API server refuses though each field by itself has a name and a type that it knows. `field` is a path
 * from the object's root, `summary` a sentence. `warning`: the server takes it, and it cannot do what was meant.
 */
export interface Refusal {
  readonly field: string;
  readonly summary: string;
  readonly actual?: string;
  readonly expected?: string;
  readonly severity?: "warning";
}

/** What a server asks of objects of some kind. Their fields have the types of their kind. */
export type Demand = (object: KubeObject) => Iterable<Refusal>;

/** A mapping as it stands at a path. */
export interface MapAt {
  readonly map: Readonly<Record<string, unknown>>;
  readonly field: string;
}

/** The mappings at a path (`spec.ports[]`), each with its own path below `base`. */
export function mapsAt(root: unknown, path: string, base = ""): readonly MapAt[] {
  return fieldsAt(root, path).flatMap(({ value, field }: Field) =>
    isMapping(value) ? [{ map: value, field: base === "" ? field : `${base}.${field}` }] : [],
  );
}

/** The text of a field, where it is said and is not filled in later. */
export function said(map: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = map[name];
  return typeof value === "string" && value !== "" && !isFilledInLater(value) ? value : undefined;
}

/** The names that stand in more than one of some mappings: each a refusal at its second place. */
export function* twice(maps: readonly MapAt[], what: string): Iterable<Refusal> {
  const seen = new Set<string>();
  for (const { map, field } of maps) {
    const name = said(map, "name");
    if (name === undefined) continue;
    if (seen.has(name)) yield { field: `${field}.name`, summary: `Two ${what} have the name ${name}`, actual: name };
    seen.add(name);
  }
}

/** Which of some fields a mapping has. */
export function givenOf(map: Readonly<Record<string, unknown>>, names: readonly string[]): readonly string[] {
  return names.filter((name) => map[name] !== undefined && map[name] !== null);
}
