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

interface Place {
  readonly path: string;
  readonly levels: readonly Level[];
}

/**
 * Everything in an object that a server with strict field validation would refuse: unknown fields, values of a wrong
 * type, required fields that are missing, values that are not allowed. As the server does, `null` counts as not given.
 * At the top `status` is not looked at (a server drops it) nor `sops` (SOPS takes it out when it decrypts); nor is any
 * text that is only filled in later (`${PORT}`).
 */
export function* mistakesIn(object: unknown, schema: Schema): Iterable<SchemaMistake> {
  if (!isMapping(object)) return;
  const { status: _status, sops: _sops, ...rest } = object;
  yield* check(rest, schema, { path: "", levels: [] });
}

function* check(value: unknown, schema: Schema, place: Place): Iterable<SchemaMistake> {
  if (value === undefined || value === null || schema.type === undefined) return;
  if (!isOfType(value, schema)) {
    if (!isFilledInLater(value)) yield wrong(value, typeInWords(schema), { ...place, kind: "wrong-type" });
  } else if (isMapping(value)) yield* checkMap(value, schema, place);
  else if (Array.isArray(value)) yield* checkList(value, schema, place);
  else {
    const expected = isFilledInLater(value) ? undefined : restriction(value, schema);
    if (expected !== undefined) yield wrong(value, expected, { ...place, kind: "not-allowed" });
  }
}

function wrong(
  value: unknown,
  expected: string,
  at: { readonly path: string; readonly kind: SchemaMistake["kind"] },
): SchemaMistake {
  return { pointer: at.path, kind: at.kind, expected, actual: valueInWords(value) };
}

function* checkList(list: readonly unknown[], { items }: Schema, place: Place): Iterable<SchemaMistake> {
  if (!items) return;
  for (const [index, item] of list.entries()) yield* check(item, items, { ...place, path: `${place.path}[${index}]` });
}

function* checkMap(map: Readonly<Record<string, unknown>>, schema: Schema, place: Place): Iterable<SchemaMistake> {
  const levels = schema.properties ? [...place.levels, { schema, path: place.path }] : place.levels;
  for (const [name, value] of Object.entries(map)) {
    const at = { path: joined(place.path, name), levels };
    const known = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : schema.values;
    if (known) yield* check(value, known, at);
    else if (!schema.open) yield unknown(name, map, at);
  }
  for (const name of schema.required ?? []) {
    if (map[name] !== undefined && map[name] !== null) continue;
    const expected = typeInWords(schema.properties?.[name] ?? {});
    yield wrong(undefined, expected, { path: joined(place.path, name), kind: "missing" });
  }
}

function unknown(name: string, map: Readonly<Record<string, unknown>>, { path, levels }: Place): SchemaMistake {
  const names = Object.keys(levels.at(-1)?.schema.properties ?? {});
  const near = nearest(
    name,
    names.filter((other) => !Object.hasOwn(map, other)),
  );
  const wrongLevel = rightLevel(levels, name, map[name]);
  return {
    ...wrong(map[name], "a field that this object knows", { path, kind: "unknown-field" }),
    ...(near === undefined ? {} : { nearest: near }),
    ...(wrongLevel === undefined ? {} : { wrongLevel }),
  };
}
