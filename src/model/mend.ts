import type { Mend } from "./finding.ts";
import type { Vertex } from "./graph.ts";
import { isMapping, joined, valueAt } from "./kubernetes/fields.ts";

/** The very field that says a text: the field itself, or what is in the mapping there (`name` in a `secretKeyRef`). */
export function spotOf(of: Vertex, field: string, text: string): string {
  return spotIn(valueAt(of.value, field), field, text) ?? field;
}

function spotIn(value: unknown, field: string, text: string): string | undefined {
  if (!isMapping(value)) return undefined;
  const entry = Object.entries(value).find(([, one]) => String(one) === text);
  if (entry) return joined(field, entry[0]);
  for (const [key, one] of Object.entries(value)) {
    const inside = spotIn(one, joined(field, key), text);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/**
 * The change that writes another name into a field, where the file says the old one in so many words: what a
 * kustomization or a variable makes of a file is not mended by writing the result into it.
 */
export function mendOf(
  of: Vertex,
  field: string,
  { from, to }: { readonly from: string; readonly to: string | number },
): readonly Mend[] {
  const at = of.origin?.(field);
  const written = valueAt(of.value, field);
  if (!at || String(written) !== from || !of.line?.(field).excerpt.includes(from)) return [];
  return [{ at, set: typeof written === "number" ? Number(to) : to }];
}
