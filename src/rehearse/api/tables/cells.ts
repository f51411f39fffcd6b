/** How single cells of a table are written. Source: k8s.io/kubernetes/pkg/printers/internalversion/printers.go. */
import { isObject, type Json } from "../field-shape.ts";

/** What a table is made for. */
export interface Printing {
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A value of a cell. */
export type Cell = string | number | boolean;

/** A table of one kind: its columns and the cells of an object. */
export interface Printer {
  /** `Name`, with `:integer` or `:boolean` for the type and a trailing `+` for columns of `-o wide`. */
  readonly columns: readonly string[];
  cells(object: Json, printing: Printing): readonly Cell[];
}

/** The value at a path; undefined where something on the way is missing. */
export function at(object: unknown, path: string): unknown {
  let value = object;
  for (const part of path.split(".")) value = isObject(value) ? value[part] : undefined;
  return value;
}

/** A text at a path, or what is shown without one. */
export function text(object: unknown, path: string, otherwise = ""): string {
  const value = at(object, path);
  return value === undefined || value === null || value === "" ? otherwise : String(value);
}

/** A number at a path; 0 without one. */
export function number(object: unknown, path: string): number {
  return Number(at(object, path) ?? 0);
}

/** The objects of a list at a path. */
export function list(object: unknown, path: string): readonly Json[] {
  const value = at(object, path);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The texts of a list at a path. */
export function texts(object: unknown, path: string): readonly string[] {
  const value = at(object, path);
  return Array.isArray(value) ? value.map(String) : [];
}

function withRest(whole: number, unit: string, rest: number, small: string): string {
  return rest === 0 ? `${whole}${unit}` : `${whole}${unit}${rest}${small}`;
}

/** A duration in the few letters that people read: `5s`, `3m12s`, `2d3h`. Source: k8s.io/apimachinery/pkg/util/duration. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return withRest(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return withRest(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return withRest(days, "d", hours % 24, "h");
  if (days < 365 * 2) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? withRest(years, "y", days % 365, "d") : `${years}y`;
}

/** How long ago an instant was; `<unknown>` where there is none. */
export function since(instant: unknown, { now }: Printing): string {
  const then = typeof instant === "string" ? Date.parse(instant) : Number.NaN;
  return Number.isNaN(then) ? "<unknown>" : humanDuration(now - then);
}

/** The age of an object. */
export function age(object: Json, printing: Printing): string {
  return since(at(object, "metadata.creationTimestamp"), printing);
}

/** Names and images of containers, each joined by commas. */
export function containerCells(containers: readonly Json[]): readonly [names: string, images: string] {
  const join = (field: string): string => containers.map((container) => String(container[field] ?? "")).join(",");
  return [join("name"), join("image")];
}

/** Labels as `a=b,c=d`; `<none>` without any. */
export function labelCell(labels: unknown): string {
  const pairs = Object.entries(isObject(labels) ? labels : {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.length === 0 ? "<none>" : pairs.map(([key, value]) => `${key}=${value}`).join(",");
}

function requirement({ key, operator, values }: Json): string {
  const inSet = `(${(Array.isArray(values) ? values.map(String).sort() : []).join(",")})`;
  switch (operator) {
    case "In":
      return `${key} in ${inSet}`;
    case "NotIn":
      return `${key} notin ${inSet}`;
    case "DoesNotExist":
      return `!${key}`;
    default:
      return String(key);
  }
}

/** A label selector as text; empty where it selects everything or nothing. */
export function selectorText(selector: unknown): string {
  const labels = Object.entries((at(selector, "matchLabels") ?? {}) as Json);
  const all = [
    ...labels.map(([key, value]) => ({ key, shown: `${key}=${value}` })),
    ...list(selector, "matchExpressions").map((entry) => ({ key: String(entry.key), shown: requirement(entry) })),
  ];
  return all
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ shown }) => shown)
    .join(",");
}

/** A label selector as text; `<none>` where it says nothing. */
export function selectorCell(selector: unknown): string {
  return selectorText(selector) || "<none>";
}

/** Up to three things, and how many more there are. */
export function firstThree(items: readonly string[], otherwise: string): string {
  const shown = items.slice(0, 3).join(",");
  if (items.length > 3) return `${shown} + ${items.length - 3} more...`;
  return shown === "" ? otherwise : shown;
}
