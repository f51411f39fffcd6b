/** Lists in a strategic merge patch: merged by key or as sets, then brought into order. */
import { goMap, isObject, type Json, withoutDirectives } from "./patch-directives.ts";
import { unexpected, unprocessable } from "./refusal.ts";

/** How a list is merged: whether at all (else it is replaced), by which key items are told apart (scalars have none). */
export interface ListPlan {
  readonly mergeKey: string | undefined;
  readonly merges: boolean;
  mergeItem(live: Json, patch: Json): Json;
}

/** The value by which items are told apart: of a key for objects, the item itself for scalars. */
function identify(item: unknown, mergeKey: string | undefined): unknown {
  if (mergeKey === undefined) return item;
  if (!isObject(item)) throw unexpected(`expected a map[string]interface {}, but received a ${goType(item)}`);
  if (!(mergeKey in item)) throw unexpected(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
  return item[mergeKey];
}

function goType(value: unknown): string {
  if (value === null || value === undefined) return "%!s(<nil>)";
  if (Array.isArray(value)) return "[]interface {}";
  if (isObject(value)) return "map[string]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value === "boolean" ? "bool" : "string";
}

function checkItems(...lists: readonly (readonly unknown[])[]): void {
  const items = lists.flat();
  if (items.some(Array.isArray)) throw unprocessable();
  if (new Set(items.map(goType)).size > 1)
    throw unexpected(`list element types are not identical: [${lists.map(goMap).join(" ")}]`);
}

function place(order: readonly unknown[], item: unknown, mergeKey: string | undefined): number {
  const identity = identify(item, mergeKey);
  return order.findIndex((entry) => identify(entry, mergeKey) === identity);
}

/** A sort by the place in `order`, item by item: one that is not in it goes in front, as upstream's sort lets it. */
function sorted(items: readonly unknown[], order: readonly unknown[], mergeKey: string | undefined): unknown[] {
  const result: { item: unknown; at: number }[] = [];
  for (const item of items) {
    const own = { item, at: place(order, item, mergeKey) };
    const before = ({ at }: { at: number }): boolean => at >= 0 && own.at >= at && own.at >= 0;
    result.splice(result.findLastIndex(before) + 1, 0, own);
  }
  return result.map(({ item }) => item);
}

/** Puts items that only the server has among those of the patch: before the first patch item that stood behind them. */
function interleave(serverOnly: readonly unknown[], ofPatch: readonly unknown[], live: Ordered): unknown[] {
  const result: unknown[] = [];
  const left = [...serverOnly];
  for (const item of ofPatch) {
    const at = place(live.items, item, live.mergeKey);
    while (left.length > 0) {
      const other = place(live.items, left[0], live.mergeKey);
      if (at < 0 || other < 0 || other >= at) break;
      result.push(left.shift());
    }
    result.push(item);
  }
  return [...result, ...left];
}

interface Ordered {
  readonly items: readonly unknown[];
  readonly mergeKey: string | undefined;
}

function ordered(merged: readonly unknown[], order: readonly unknown[], live: Ordered): unknown[] {
  const { mergeKey } = live;
  const inOrder = (item: unknown): boolean => place(order, item, mergeKey) >= 0;
  const ofPatch = sorted(merged.filter(inOrder), order, mergeKey);
  const serverOnly = sorted(
    merged.filter((item) => !inOrder(item)),
    live.items,
    mergeKey,
  );
  return interleave(serverOnly, ofPatch, live);
}

/** Takes `$patch` items out of a list: what is deleted from the live items, and whether they are all replaced. */
function special(live: readonly unknown[], patch: readonly unknown[], mergeKey: string): [unknown[], unknown[]] {
  let kept = [...live];
  let replace = false;
  const plain: unknown[] = [];
  for (const item of patch) {
    if (!isObject(item) || !("$patch" in item)) plain.push(item);
    else if (item.$patch === "replace") replace = true;
    else if (item.$patch === "delete") {
      const unwanted = identify(item, mergeKey);
      kept = kept.filter((entry) => !(isObject(entry) && entry[mergeKey] === unwanted));
    } else if (item.$patch === "merge") throw unexpected("merging lists cannot yet be specified in the patch");
    else throw unexpected(`unknown patch type: ${String(item.$patch)} in map: ${goMap(item)}`);
  }
  return replace ? [plain, []] : [kept, plain];
}

function mergeByKey(live: readonly unknown[], patch: readonly unknown[], plan: ListPlan): unknown[] {
  const mergeKey = plan.mergeKey ?? "";
  const result = [...live];
  for (const item of patch as Json[]) {
    const identity = identify(item, mergeKey);
    const at = result.findIndex((entry) => isObject(entry) && entry[mergeKey] === identity);
    const present = result[at];
    if (isObject(present)) result[at] = plan.mergeItem(present, item);
    else result.push(item);
  }
  return result;
}

/** Duplicates are dropped by moving the last item into their place, as upstream does; order is restored afterwards. */
function distinct(items: readonly unknown[]): unknown[] {
  const result = [...items];
  for (let index = 0; index < result.length - 1; index += 1) {
    for (let other = index + 1; other < result.length; other += 1) {
      if (result[index] !== result[other]) continue;
      const last = result.pop();
      if (other < result.length) result[other] = last;
      other -= 1;
    }
  }
  return result;
}

/** Merges the list of a patch into the live one: objects by their merge key, scalars as a set. */
export function mergeLists(live: readonly unknown[], patch: readonly unknown[], plan: ListPlan): unknown[] {
  if (live.length === 0 && patch.length === 0) return [];
  checkItems(live, patch);
  const scalars = !isObject(live[0] ?? patch[0]);
  if (scalars) return ordered(distinct([...live, ...patch]), patch, { items: live, mergeKey: undefined });
  if (plan.mergeKey === undefined) throw unexpected("cannot merge lists without merge key for struct");
  const [kept, plain] = special(live, patch, plan.mergeKey);
  return ordered(mergeByKey(kept, plain, plan), plain, { items: kept, mergeKey: plan.mergeKey });
}

/** A list with `$setElementOrder`. */
export interface OrderedPatch {
  readonly live: unknown;
  readonly patch: unknown;
  readonly order: unknown;
  readonly plan: ListPlan;
}

function asList(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || Array.isArray(value)) return value as readonly unknown[] | undefined;
  throw unexpected(`expected a []interface {}, but received a ${goType(value)}`);
}

function contents(
  live: readonly unknown[] | undefined,
  patch: readonly unknown[] | undefined,
  plan: ListPlan,
): unknown[] {
  if (!patch) return [...(live ?? [])];
  if (!live) return withoutDirectives([...patch]) as unknown[];
  return plan.merges ? mergeLists(live, patch, plan) : [...patch];
}

/** Every item of the patch must be in the order list, and in that order. */
function checkOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string | undefined): void {
  if (patch.length === 0 || order.length === 0) return;
  let next = 0;
  for (const item of patch) {
    if (isObject(item) && "$patch" in item) continue;
    while (next < order.length && identify(order[next], mergeKey) !== identify(item, mergeKey)) next += 1;
    if (next >= order.length)
      throw unexpected(
        `The order in patch list:\n${goMap(patch)}\n doesn't match $setElementOrder list:\n${goMap(order)}\n`,
      );
    next += 1;
  }
}

/** Merges a list and orders it as `$setElementOrder` says; undefined where there is neither a live list nor one in the patch. */
export function orderLists(given: OrderedPatch): unknown[] | undefined {
  const { plan } = given;
  const order = asList(given.order) ?? [];
  const live = asList(given.live);
  const patch = asList(given.patch);
  checkOrder(patch ?? [], order, plan.mergeKey);
  if (!live && !patch) return undefined;
  const merged = contents(live, patch, plan);
  if ((live ?? []).length + (patch ?? []).length === 0) throw unexpected("no elements in any of the given slices");
  return ordered(merged, order, { items: live ?? [], mergeKey: plan.mergeKey });
}
