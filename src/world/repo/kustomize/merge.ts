import type { MergeField } from "../../../facts/kustomize.ts";
import { itemsOf, listOf, type Written, withField, withoutField, writtenAt } from "./edits.ts";
import { ListMerge } from "./merge-lists.ts";
import { fieldOf, type MergeSchema, type TypeName, typeOf } from "./merge-schema.ts";
import { Refused } from "./stops.ts";
import { isMapping, type Mapping } from "./values.ts";

/** What a patch says to do with a mapping or list as a whole. */
type Directive = "delete" | "replace" | "merge";

/** What a merge needs to know beside its values. */
export interface MergeContext {
  readonly schema: MergeSchema;
  /** The patch, for sentences. */
  readonly at: Written;
  /** Whether a null in an object is spelled out (`null`, `~`); kustomize drops one that is only a missing value. */
  isSpelledOut(container: object, key: string): boolean;
}

/** Both sides of a value: undefined where it is not there. `kept` is a null of the object that stays. */
interface Sides {
  readonly into: unknown;
  readonly patch: unknown;
  readonly field: MergeField | undefined;
  readonly kept?: boolean;
}

/**
 * Strategic merge as kustomize does it (kyaml merge2, which prepends new items). What comes back is undefined where
 * nothing is left. Neither side is changed; parts that stay are the same values as before.
 */
export function merged(into: unknown, patch: unknown, context: MergeContext, field?: MergeField): unknown {
  return mergedSides({ into, patch, field }, context);
}

function mergedSides(sides: Sides, context: MergeContext): unknown {
  const { into, patch } = sides;
  const first = into ?? patch;
  for (const other of [into, patch]) {
    if (other !== null && other !== undefined && kindOf(other) !== kindOf(first))
      throw new Refused(`the patch holds a ${kindOf(patch)} where the object holds a ${kindOf(into)}`, context.at);
  }
  if (Array.isArray(first)) return mergedList(sides, context);
  if (isMapping(first)) return mergedMapping(sides, context);
  if (first === null || first === undefined)
    return into === null && patch === undefined && sides.kept ? null : undefined;
  return patch === undefined ? into : (patch ?? undefined);
}

function kindOf(value: unknown): "mapping" | "list" | "scalar" {
  return Array.isArray(value) ? "list" : isMapping(value) ? "mapping" : "scalar";
}

function mergedMapping({ into, patch, field }: Sides, context: MergeContext): Mapping | undefined {
  if (patch === null && isMapping(into)) return undefined;
  const directive = directiveOf(patch, context.at);
  if (directive === "delete") return undefined;
  const from = isMapping(patch) ? withoutField(patch, "$patch") : undefined;
  // What is new, or replaces the whole, is merged with itself: nulls and directives inside it take effect.
  const base = isMapping(into) && into !== patch && directive !== "replace" ? into : from;
  const type = field?.type ?? typeOf(context.schema, into) ?? typeOf(context.schema, patch);
  if (base && !from && !field && type === undefined && stays(base, context)) return base;
  return base && mergedFields(base, from, { ...field, type }, context);
}

/** Whether a mapping of which no type is known stays as it is where no patch is: nothing in it is null, or of a known type. */
function stays(mapping: Mapping, context: MergeContext): boolean {
  return Object.values(mapping).every((value) => {
    if (!isMapping(value)) return value !== null && value !== undefined;
    return typeOf(context.schema, value) === undefined && stays(value, context);
  });
}

function mergedFields(
  base: Mapping,
  from: Mapping | undefined,
  { type, values }: { type: TypeName; values?: string },
  context: MergeContext,
): Mapping {
  let result = base;
  for (const key of new Set([...Object.keys(base), ...Object.keys(from ?? {})])) {
    const field = values === undefined ? fieldOf(context.schema, type, key) : { type: values };
    const into = base[key];
    const kept = into === null && base !== from && context.isSpelledOut(base, key);
    const value = mergedSides({ into, patch: from?.[key], field, kept }, context);
    if (value === undefined) result = withoutField(result, key);
    else if (value !== into) result = withField(result, key, value, placeOf(value, from, key));
  }
  return result;
}

function placeOf(value: unknown, from: Mapping | undefined, key: string): Written | undefined {
  return from && value === from[key] ? writtenAt(from, key) : undefined;
}

function directiveOf(patch: unknown, at: Written): Directive {
  if (!isMapping(patch) || !("$patch" in patch)) return "merge";
  return known(patch.$patch, at);
}

function known(directive: unknown, at: Written): Directive {
  if (directive === "delete" || directive === "replace" || directive === "merge") return directive;
  throw new Refused(`the patch says "$patch: ${String(directive)}"; there are delete, replace and merge`, at);
}

type List = readonly unknown[] | null | undefined;

function mergedList({ into, patch, field }: Sides, context: MergeContext): List {
  const [before, from] = [into, patch] as [List, List];
  if (!field?.keys) return (patch === undefined ? before : from) ?? undefined;
  if (from === null && before) return undefined;
  const { directive, rest } = before ? listDirective(from, context.at) : { directive: "merge", rest: from };
  if (directive === "delete") return undefined;
  const base = before && before !== from && directive !== "replace" ? before : rest;
  return base && mergedItems(base, rest, field, context);
}

function mergedItems(
  base: readonly unknown[],
  from: List,
  field: MergeField,
  context: MergeContext,
): readonly unknown[] {
  const mergeItem = (into: unknown, patch: unknown): unknown =>
    mergedSides({ into, patch, field: itemField(field) }, context);
  // What is new, or replaces the whole, is merged with itself.
  const items = new ListMerge(field, mergeItem, context.at).merge(
    itemsOf(base),
    base === from ? "itself" : itemsOf(from ?? []),
  );
  const same = items.length === base.length && items.every(({ value }, index) => value === base[index]);
  return same ? base : listOf(items, base);
}

function itemField(field: MergeField): MergeField | undefined {
  return field.items === undefined ? undefined : { type: field.items };
}

/** The directive of a list is an item that holds nothing else; it and its like are not items. */
function listDirective(
  patch: readonly unknown[] | null | undefined,
  at: Written,
): { directive: Directive; rest: readonly unknown[] | undefined } {
  const found = patch?.find((item): item is Mapping => isMapping(item) && "$patch" in item);
  if (!patch || !found || Object.keys(found).length > 1) return { directive: "merge", rest: patch ?? undefined };
  const directive = known(found.$patch, at);
  const rest = itemsOf(patch).filter(({ value }) => !(isMapping(value) && value.$patch === directive));
  return { directive, rest: listOf(rest, patch) };
}
