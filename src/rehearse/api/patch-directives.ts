/** What both halves of a strategic merge patch, objects and lists, do with JSON values and directives. */

/** An object of JSON. */
export type Json = Record<string, unknown>;

/** Tells objects from lists, null and scalars. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Directives are not data: objects that hold one are left out wherever nothing is there to be merged with. */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  if ("$patch" in value) return undefined;
  const kept = Object.entries(value).map(([key, entry]) => [key, withoutDirectives(entry)] as const);
  return Object.fromEntries(kept.filter(([, entry]) => entry !== undefined));
}

/** Nulls mean removal; where nothing is there to remove they vanish. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(kept.map(([key, entry]) => [key, withoutNulls(entry)]));
}

/** A value as Go's `%v` prints it: errors of upstream carry it. */
export function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(" ")}]`;
  if (!isObject(value)) return value === null ? "<nil>" : String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, entry]) => `${key}:${goMap(entry)}`).join(" ")}]`;
}
