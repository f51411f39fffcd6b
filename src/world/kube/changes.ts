import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { ChangedField } from "../../model/world.ts";

/** What the server keeps by itself, and what says nothing of the object. */
const bookkeeping = new Set([
  "status",
  "metadata.managedFields",
  "metadata.resourceVersion",
  "metadata.generation",
  "metadata.creationTimestamp",
  "metadata.uid",
  "metadata.annotations.kubectl.kubernetes.io/last-applied-configuration",
]);

/** More than this many fields are not told one by one. */
const mostFields = 200;

type Fields = readonly ChangedField[];

/** The fields in which two states of an object differ, both masked. List entries with a name are found by it. */
export function changedFields(before: KubeObject | null, after: KubeObject): Fields {
  const fields = [...differences("", before ?? undefined, after)];
  return fields.length <= mostFields
    ? fields
    : [...fields.slice(0, mostFields), { path: `… and ${fields.length - mostFields} more` }];
}

function* differences(path: string, from: unknown, to: unknown): Iterable<Fields[number]> {
  if (bookkeeping.has(path)) return;
  const left = entriesOf(from);
  const right = entriesOf(to);
  if (!left && !right) {
    if (JSON.stringify(from) !== JSON.stringify(to)) yield field(path, from, to);
    return;
  }
  // One side is a list or mapping and the other a plain value: told as a whole.
  if ((from !== undefined && !left) || (to !== undefined && !right)) {
    yield field(path, from, to);
    return;
  }
  for (const step of new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])) {
    yield* differences(pathTo(path, step), left?.get(step), right?.get(step));
  }
}

/** A path one step further on: `.name` of a mapping, `[entry]` of a list. */
export function pathTo(path: string, step: string): string {
  return path === "" ? step.replace(/^\./, "") : path + step;
}

/** The parts of a value by the step that leads to them; undefined for what is told as one value. */
function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (Array.isArray(value)) return listEntries(value);
  if (typeof value !== "object" || value === null || isSecretValue(value)) return undefined;
  return new Map(Object.entries(value).map(([key, part]) => [`.${key}`, part]));
}

/** The entries of a list by the step that leads to each: its name where all have one of their own, else its place. */
export function listEntries(list: readonly unknown[]): ReadonlyMap<string, unknown> {
  const names = list.map((entry) => (entry as { name?: unknown } | null)?.name);
  const byName = names.every((name) => typeof name === "string") && new Set(names).size === list.length;
  return new Map(list.map((entry, index) => [`[${byName ? names[index] : index}]`, entry]));
}

function isSecretValue(value: object): value is { secret: string; bytes: number } {
  return "secret" in value && "bytes" in value;
}

function field(path: string, from: unknown, to: unknown): Fields[number] {
  return {
    path,
    ...(from === undefined ? {} : { from: textOf(from) }),
    ...(to === undefined ? {} : { to: textOf(to) }),
  };
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value.length > 300 ? `${value.slice(0, 300)}…` : value;
  if (typeof value === "object" && value !== null && isSecretValue(value))
    return `secret ${value.secret.slice(0, 8)} (${value.bytes} bytes)`;
  return JSON.stringify(value).slice(0, 300);
}
