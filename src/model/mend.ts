import type { Mend } from "./finding.ts";
import type { Vertex } from "./graph.ts";
import { isMapping, joined, valueAt } from "./kubernetes/fields.ts";
import { isSlip, nearest } from "./nearest.ts";
import type { Position } from "./subject.ts";

/**
 * The very field that says a text: the field itself, or what is in the mapping there (`name` in a `secretKeyRef`).
 * `isPart`: what the mapping says of what it names (`key`), though its name may be the same.
 */
export function spotOf(of: Vertex, field: string, text: string, isPart = false): string {
  const value = valueAt(of.value, field);
  const part = isPart && isMapping(value) ? spotIn({ ...value, name: undefined }, field, text) : undefined;
  return part ?? spotIn(value, field, text) ?? field;
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

/** The name that was most likely meant, and its change where that is certain: parts of what a check says. */
export function correction(
  of: Vertex,
  field: string,
  text: string,
  candidates: Iterable<string>,
): { readonly expected?: string; readonly fix?: readonly Mend[] } {
  const near = nearest(text, candidates);
  if (near === undefined) return {};
  const fix = isSlip(text, near) ? mendOf(of, field, { from: text, to: near }) : [];
  return { expected: near, ...(fix.length > 0 ? { fix } : {}) };
}

/** What the masker puts in the place of a credential: such a text must not be written back. */
const masked = /masked-[0-9a-f]{12}/;

/** The change of a part of a text that a file says in so many words on one line. */
export function mendTextOf(
  of: Vertex,
  field: string,
  { text, from, to }: { readonly text: string; readonly from: string; readonly to: string },
): readonly Mend[] {
  if (masked.test(text) || text.includes("\n") || text.split(from).length !== 2) return [];
  return mendOf(of, field, { from: text, to: text.replace(from, to) });
}

/** The very line of a file that a block of text (`key: |`) has in it, where a part of the text stands. */
export function lineInText(of: Vertex, field: string, text: string, part: string): readonly Position[] {
  const at = of.origin?.(field);
  const index = text.split("\n").findIndex((line) => line.includes(part));
  if (!text.includes("\n") || !at?.line || index < 0) return [];
  return /[|>][-+\d]*$/.test(of.line?.(field).excerpt ?? "") ? [{ ...at, line: at.line + 1 + index }] : [];
}
