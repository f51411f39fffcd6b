import { goMap, isObject, type Json, withoutDirectives, withoutNulls } from "./patch-directives.ts";
import { type ListPlan, mergeLists, orderLists } from "./patch-strategic-lists.ts";
import { badRequest, unexpected } from "./refusal.ts";
import type { Field, Schema, StructSchema } from "./schema.ts";

const orderPrefix = "$setElementOrder/";
const deletePrefix = "$deleteFromPrimitiveList/";

function fieldOf(schema: Schema | undefined, key: string): Field | undefined {
  return schema?.kind === "struct" ? schema.fields.get(key) : undefined;
}

function knownField(schema: Schema | undefined, key: string): Field {
  const field = fieldOf(schema, key);
  if (field) return field;
  throw unexpected(`unable to find api field in struct ${shortName(schema)} for the json field ${JSON.stringify(key)}`);
}

function shortName(schema: Schema | undefined): string {
  return schema?.kind === "struct" ? schema.name.replace(/^.*\./, "") : "";
}

function listPlan(schema: Schema | undefined, key: string): ListPlan {
  const field = knownField(schema, key);
  const merges = field.strategies.includes("merge");
  const of = field.schema.kind === "list" ? field.schema.of : undefined;
  if (of === undefined) throw unexpected(`expected slice or array type, but got: ${field.schema.kind}`);
  return { mergeKey: field.mergeKey, merges, mergeItem: (live, item) => mergeObjects(live, item, of) };
}

/** Drops the live fields that `$retainKeys` does not list. */
function retainKeys(live: Json, patch: Json): Json {
  if (!("$retainKeys" in patch)) return { ...live };
  const keep = patch.$retainKeys;
  const listed = (key: string): boolean => Array.isArray(keep) && keep.includes(key);
  const wrong = ([key, value]: [string, unknown]): boolean =>
    key !== "$retainKeys" &&
    value !== null &&
    !key.startsWith(deletePrefix) &&
    !key.startsWith(orderPrefix) &&
    !listed(key);
  if (!Array.isArray(keep) || Object.entries(patch).some(wrong)) throw badRequest("invalid patch format of retainKeys");
  return Object.fromEntries(Object.entries(live).filter(([key]) => listed(key)));
}

/** Merges the lists that come with an order, and returns the rest of the patch. */
function mergeOrdered(live: Json, patch: Json, schema: Schema | undefined): Json {
  const rest: Json = { ...patch };
  delete rest.$retainKeys;
  for (const [directive, order] of Object.entries(patch)) {
    if (!directive.startsWith("$setElementOrder")) continue;
    delete rest[directive];
    const key = directive.slice(orderPrefix.length);
    if (!directive.startsWith(orderPrefix)) throw badRequest("invalid patch format of setElementOrder list");
    const plan = listPlan(schema, key);
    const merged = orderLists({ live: live[key], patch: patch[key], order, plan });
    if (merged === undefined) continue;
    live[key] = merged;
    delete rest[key];
  }
  return rest;
}

function deleteScalars(live: Json, directive: string, unwanted: unknown): void {
  if (!directive.startsWith(deletePrefix)) throw badRequest("invalid patch format of primitive list");
  const key = directive.slice(deletePrefix.length);
  const list = live[key];
  if (Array.isArray(list) && Array.isArray(unwanted)) live[key] = list.filter((item) => !unwanted.includes(item));
}

function put(into: Json, key: string, value: unknown): void {
  const kept = withoutDirectives(withoutNulls(value));
  if (kept === undefined) delete into[key];
  else Object.defineProperty(into, key, { value: kept, writable: true, enumerable: true, configurable: true });
}

function mergeField(live: Json, entry: [string, unknown], schema: Schema | undefined): void {
  const [key, value] = entry;
  const present = Object.hasOwn(live, key) ? live[key] : undefined;
  if (value === null) delete live[key];
  else if (isObject(present) && isObject(value)) {
    const field = knownField(schema, key);
    if (field.strategies.includes("replace")) live[key] = value;
    else live[key] = mergeObjects(present, value, field.schema);
  } else if (Array.isArray(present) && Array.isArray(value)) {
    const plan = listPlan(schema, key);
    live[key] = plan.merges ? mergeLists(present, value, plan) : value;
  } else put(live, key, value);
}

/** Merges one object of a patch into a live one; neither is changed. */
function mergeObjects(present: Json, patch: Json, schema: Schema | undefined): Json {
  if (patch.$patch === "replace") return Object.fromEntries(Object.entries(patch).filter(([key]) => key !== "$patch"));
  if (patch.$patch === "delete") return {};
  if ("$patch" in patch) throw unexpected(`unknown patch type: ${String(patch.$patch)} in map: ${goMap(patch)}`);
  const live = retainKeys(present, patch);
  const rest = mergeOrdered(live, patch, schema);
  for (const [key, value] of Object.entries(rest)) {
    if (key.startsWith("$deleteFromPrimitiveList")) deleteScalars(live, key, value);
    else mergeField(live, [key, value], schema);
  }
  return live;
}

/**
 * Applies a strategic merge patch and returns the new document; the document is not changed. `schema` says which lists are
 * merged by which key. Source of the rules: k8s.io/apimachinery/pkg/util/strategicpatch.
 */
export function applyStrategicPatch<T extends object>(document: T, patch: unknown, schema: StructSchema): T {
  if (!isObject(patch))
    throw badRequest(`json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`);
  return mergeObjects(structuredClone(document) as unknown as Json, structuredClone(patch), schema) as T;
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}
