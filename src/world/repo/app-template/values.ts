/** A mapping of values, as a person wrote it. */
export type Values = Readonly<Record<string, unknown>>;

/** A mapping; empty for what is none. */
export function mapping(value: unknown): Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};
}

/** A list; empty for what is none. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that is not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** An item under its key, with the place where it stands (`spec.values.service.app`). */
export interface Item {
  readonly id: string;
  readonly values: Values;
  readonly field: string;
}

/** The items of a mapping that are not switched off (`enabled: false`), in the order in which the chart walks them. */
export function itemsOf(value: unknown, field: string): readonly Item[] {
  return Object.entries(mapping(value))
    .filter(([, item]) => typeof item === "object" && mapping(item).enabled !== false)
    .map(([id, item]) => ({ id, values: mapping(item), field: `${field}${step(id)}` }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A key as a step of a field path. */
export function step(key: string): string {
  return /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** A mapping without the entries that are undefined. */
export function present(entries: Values): Values {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

/** Some entries of a mapping, where they are there. */
export function only(values: Values, keys: readonly string[]): Values {
  return Object.fromEntries(keys.filter((key) => values[key] !== undefined).map((key) => [key, values[key]]));
}
