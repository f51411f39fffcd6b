import { type Item, itemsOf, listOf, type Written, withField, withItem } from "./edits.ts";
import { itemStep } from "./paths.ts";
import { goRegex } from "./regex.ts";
import { NotCovered, Refused } from "./stops.ts";
import { isMapping, type Mapping, textOf } from "./values.ts";

/** What is made of a field that a replacement has found; `fresh` where it was not there before. */
export type FieldChange = (before: unknown, fresh: boolean) => Item;

/** How the fields that a path of a replacement names are found, and made where they are missing. */
export interface Targeting {
  readonly at: Written;
  /** What a missing field begins as; undefined where none is to be made. */
  readonly missing: "scalar" | "mapping" | "list" | undefined;
  readonly change: FieldChange;
}

/** A value after a change, and how many fields of it were found. */
export interface Outcome {
  readonly item: Item;
  readonly found: number;
}

const beginnings = { scalar: "", mapping: {}, list: [] } as const;

/**
 * Changes every field that a path names. A step is a key, an index, `*` for every item, or `[key=expression]` for the
 * items of which a field matches a regular expression.
 */
export function changeTargets(item: Item, steps: readonly string[], targeting: Targeting, fresh = false): Outcome {
  const [step, ...rest] = steps;
  if (step === undefined) return { item: targeting.change(item.value, fresh), found: 1 };
  if (/^\d+$/.test(step)) return atIndex(item, [step, ...rest], targeting);
  if (step === "*") return everyItem(item, rest, targeting, () => true);
  const named = itemStep(step);
  return named ? matchingItems(item, [step, ...rest], targeting) : atField(item, [step, ...rest], targeting);
}

function atField(item: Item, [step = "", ...rest]: readonly string[], targeting: Targeting): Outcome {
  const { value } = item;
  if (value === null) return { item, found: 0 };
  if (!isMapping(value)) throw new Refused(`a mapping is expected above ${step}`, targeting.at);
  const isThere = step in value;
  const begins = isThere ? value[step] : beginning(rest[0], targeting);
  if (begins === undefined) return { item, found: 0 };
  if (rest.length > 0 && typeof begins !== "object")
    throw new NotCovered(`${step} holds a text, and fields inside texts are not covered`, targeting.at);
  const { item: inner, found } = changeTargets({ value: begins }, rest, targeting, !isThere);
  const changed = inner.value !== value[step] || inner.written !== undefined;
  return { item: changed ? { ...item, value: withField(value, step, inner.value, inner.written) } : item, found };
}

/** What a missing field begins as, by the step that follows. */
function beginning(next: string | undefined, { missing }: Targeting): unknown {
  if (missing === undefined) return undefined;
  if (next === undefined) return beginnings[missing];
  return /^\d+$|^\[.*\]$/.test(next) ? [] : {};
}

function listIn({ value }: Item, at: Written): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new Refused("a list is expected here", at);
  return value;
}

function atIndex(item: Item, [step = "", ...rest]: readonly string[], targeting: Targeting): Outcome {
  const list = listIn(item, targeting.at);
  const index = Number(step);
  const appended = index === list.length ? beginning(rest[0], targeting) : undefined;
  if (index >= list.length && appended === undefined)
    throw new Refused(`item ${step} is asked for, and there are ${list.length}`, targeting.at);
  const full = appended === undefined ? list : listOf([...itemsOf(list), { value: appended }], list);
  const { item: inner, found } = changeTargets({ value: full[index] }, rest, targeting, appended !== undefined);
  return { item: { ...item, value: withItem(full, index, inner.value, inner.written) }, found };
}

function everyItem(
  item: Item,
  rest: readonly string[],
  targeting: Targeting,
  matches: (value: unknown) => boolean,
): Outcome {
  const list = listIn(item, targeting.at);
  let result = list;
  let found = 0;
  for (const [index, value] of list.entries()) {
    if (!matches(value)) continue;
    const outcome = changeTargets({ value }, rest, targeting);
    found += outcome.found;
    const { value: after, written } = outcome.item;
    if (after !== value || written) result = withItem(result, index, after, written);
  }
  return { item: result === list ? item : { ...item, value: result }, found };
}

function matchingItems(item: Item, [step = "", ...rest]: readonly string[], targeting: Targeting): Outcome {
  const { field, value } = itemStep(step) ?? { field: "", value: "" };
  if (!step.includes("=")) throw new Refused(`${step} does not say which items it means: [field=value]`, targeting.at);
  if (/^\^|\$$/.test(value)) throw new NotCovered(`${step} depends on how texts are quoted`, targeting.at);
  const regex = goRegex(value, targeting.at);
  const matches = (one: unknown): boolean =>
    field === "" ? regex.test(textOf(one)) : isMapping(one) && field in one && regex.test(textOf(one[field]));
  const steps = field === "" ? [] : rest;
  const outcome = everyItem(item, steps, targeting, matches);
  if (outcome.found > 0 || targeting.missing === undefined) return outcome;
  const list = listIn(item, targeting.at);
  const added: Item = { value: field === "" ? value : ({ [field]: value } satisfies Mapping), written: targeting.at };
  return everyItem({ ...item, value: listOf([...itemsOf(list), added], list) }, steps, targeting, matches);
}
