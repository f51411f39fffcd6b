import { isObject, type Json } from "./field-shape.ts";

/** Fills in one struct; what is already said stays. */
export type Defaulter = (value: Json) => void;

/** Sets fields that are absent, null or the empty text. */
export function otherwise(value: Json, defaults: Readonly<Json>): void {
  for (const [name, content] of Object.entries(defaults)) {
    const present = value[name];
    if (present === undefined || present === null || present === "") value[name] = structuredClone(content);
  }
}

/** Sets fields that are absent or null only: where an empty value means something. */
export function ifAbsent(value: Json, defaults: Readonly<Json>): void {
  for (const [name, content] of Object.entries(defaults)) value[name] ??= structuredClone(content);
}

/** An object inside, or an empty one that is not put in. */
export function inside(value: Json, name: string): Json {
  const found = value[name];
  return isObject(found) ? found : {};
}

/** The objects of a list inside. */
export function objectsIn(value: Json, name: string): Json[] {
  const found = value[name];
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** Whether a map or list is absent or has nothing in it. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || Object.keys(value).length === 0;
}
