import { badRequest } from "./refusal.ts";

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Nulls that a patch brings into a place where nothing was: dropped. */
function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) return structuredClone(value);
  const kept = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(kept.map(([key, entry]) => [key, withoutNulls(entry)]));
}

function merged(live: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return structuredClone(patch);
  if (!isObject(live)) return withoutNulls(patch);
  const result = new Map(Object.entries(live));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, merged(result.get(key), value));
  }
  return Object.fromEntries(result);
}

/** Applies a JSON merge patch (RFC 7386) and returns the new document; 400 for a patch that is no object. */
export function applyMergePatch<T extends object>(document: T, patch: unknown): T {
  if (!isObject(patch)) throw badRequest("Invalid JSON Patch");
  return merged(document, patch) as T;
}
