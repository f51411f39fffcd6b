import { nearest } from "../nearest.ts";
import { isMapping, joined } from "./fields.ts";
import { type Level, rightLevel } from "./schema-level.ts";
import { isFilledInLater, isOfType, restriction, type Schema, typeInWords, valueInWords } from "./schema-value.ts";

/**
 * One thing that an API server would refuse. `pointer` is the field as `spec.containers[0].image`; `expected` and
 * `actual` are words for people (`a whole number`, `the text "80"`). For unknown fields `nearest` is the name at this
 * level that was probably meant, `wrongLevel` the place where a field of this very name belongs (`spec.template.spec`).
 */
export interface SchemaMistake {
  readonly pointer: string;
  readonly kind: "unknown-field" | "wrong-type" | "missing" | "not-allowed";
  readonly expected: string;
  readonly actual: string;
  readonly nearest?: string;
  readonly wrongLevel?: string;
}

/** A mapping or list on the way to a value. Paths are written only for mistakes, of which there are few. */
interface Place {
  readonly above?: Place;
  readonly step: string | number;
  readonly schema: Schema;
}

/**
 * Everything in an object that a server with strict field validation would refuse: unknown fields, values of a wrong
 * type, required fields that are missing, values that are not allowed. As the server does, `null` counts as not given.
 * At the top `status` is not looked at (a server drops it) nor `sops` (SOPS takes it out when it decrypts); nor is any
 * text that is only filled in later (`${PORT}`).
 */
export function mistakesIn(object: unknown, schema: Schema): readonly SchemaMistake[] {
  if (!isMapping(object)) return [];
  const { status: _status, sops: _sops, ...rest } = object;
  const found: SchemaMistake[] = [];
  check(rest, { step: "", schema }, found);
  return found;
}

function check(value: unknown, place: Place, found: SchemaMistake[]): void {
  const { schema } = place;
  if (value === undefined || value === null || schema.type === undefined) return;
  if (!isOfType(value, schema)) {
    if (!isFilledInLater(value)) found.push(wrong("wrong-type", value, typeInWords(schema), pathOf(place)));
  } else if (isMapping(value)) checkMap(value, place, found);
  else if (Array.isArray(value)) checkList(value, place, found);
  else {
    const expected = restriction(value, schema);
    if (expected !== undefined && !isFilledInLater(value))
      found.push(wrong("not-allowed", value, expected, pathOf(place)));
  }
}

function pathOf({ above, step }: Place): string {
  return above ? joined(pathOf(above), step) : "";
}

function wrong(kind: SchemaMistake["kind"], value: unknown, expected: string, pointer: string): SchemaMistake {
  return { pointer, kind, expected, actual: valueInWords(value) };
}

function checkList(list: readonly unknown[], above: Place, found: SchemaMistake[]): void {
  const { items: schema } = above.schema;
  if (!schema) return;
  for (const [step, item] of list.entries()) check(item, { above, step, schema }, found);
}

function checkMap(map: Readonly<Record<string, unknown>>, above: Place, found: SchemaMistake[]): void {
  const { properties, values, open, required = [] } = above.schema;
  for (const step of Object.keys(map)) {
    const schema = properties && Object.hasOwn(properties, step) ? properties[step] : values;
    if (schema) check(map[step], { above, step, schema }, found);
    else if (!open) found.push(unknown(step, map, above));
  }
  for (const name of required) {
    if (map[name] !== undefined && map[name] !== null) continue;
    const expected = typeInWords(properties?.[name] ?? {});
    found.push(wrong("missing", undefined, expected, joined(pathOf(above), name)));
  }
}

function unknown(name: string, map: Readonly<Record<string, unknown>>, above: Place): SchemaMistake {
  const levels = levelsTo(above);
  const names = Object.keys(levels.at(-1)?.schema.properties ?? {});
  const near = nearest(
    name,
    names.filter((other) => !Object.hasOwn(map, other)),
  );
  const wrongLevel = rightLevel(levels, name, map[name]);
  return {
    ...wrong("unknown-field", map[name], "a field that this object knows", joined(pathOf(above), name)),
    ...(near === undefined ? {} : { nearest: near }),
    ...(wrongLevel === undefined ? {} : { wrongLevel }),
  };
}

/** The objects with known fields from the root to a place. */
function levelsTo(place: Place): readonly Level[] {
  const before = place.above ? levelsTo(place.above) : [];
  return place.schema.properties ? [...before, { schema: place.schema, path: pathOf(place) }] : before;
}
