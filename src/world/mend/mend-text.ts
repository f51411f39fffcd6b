import { isDeepStrictEqual } from "node:util";
import { type Document, parseAllDocuments } from "yaml";
import type { Mend } from "../../model/finding.ts";
import { type Edit, planEdit } from "./edit.ts";
import { fieldSteps, type Step } from "./field-steps.ts";

/** A text as it would be, and what of the mends was left out. */
export interface Mended {
  readonly text: string;
  readonly edits: readonly Edit[];
  readonly refused: readonly { readonly mend: Mend; readonly why: string }[];
}

interface Placed {
  readonly mend: Mend;
  readonly edit: Edit;
  readonly document: number;
  readonly steps: readonly Step[];
}

/**
 * Does the mends of one file. Only the bytes of the values themselves change; afterwards the text is read again, and must
 * say exactly what it said before with those changes.
 */
export function mendText(text: string, mends: readonly Mend[]): Mended {
  const documents = documentsOf(text);
  const refused: { mend: Mend; why: string }[] = [];
  const placed: Placed[] = [];
  for (const mend of documents ? mends : []) {
    const found = place(text, documents ?? [], mend);
    if ("why" in found) refused.push({ mend, why: found.why });
    else if (placed.some((other) => overlaps(other.edit, found.edit)))
      refused.push({ mend, why: "another change is at the same place" });
    else placed.push(found);
  }
  const edits = placed.map(({ edit }) => edit);
  const mended = applied(text, edits);
  if (documents && saysTheSame(documents, placed, mended)) return { text: mended, edits, refused };
  const why = "the file could not be changed there without changing more";
  return { text, edits: [], refused: mends.map((mend) => ({ mend, why })) };
}

/** Undefined for what is no sound YAML. */
function documentsOf(text: string): readonly Document.Parsed[] | undefined {
  const documents = parseAllDocuments(text, { merge: true, uniqueKeys: false, logLevel: "silent" });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents;
}

function place(text: string, documents: readonly Document.Parsed[], mend: Mend): Placed | { readonly why: string } {
  const { line, field = "" } = mend.at;
  const offset = line === undefined ? 0 : offsetOf(text, line);
  const index = documents.findIndex(({ range }) => offset < range[2] || range[2] === text.length);
  const document = documents[index];
  if (!document) return { why: "it is not there any more" };
  const steps = fieldSteps(field);
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const edit = planEdit({ text, document, steps, newline }, mend);
  return "refused" in edit ? { why: edit.refused } : { mend, edit, document: index, steps };
}

function offsetOf(text: string, line: number): number {
  let offset = 0;
  for (let left = line - 1; left > 0; left -= 1) {
    const end = text.indexOf("\n", offset);
    if (end < 0) return offset;
    offset = end + 1;
  }
  return offset;
}

const overlaps = (a: Edit, b: Edit): boolean => a.from <= b.to && b.from <= a.to;

/** A text with edits done, the last place first, so that the others stay where they are. */
function applied(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { from, to, text: inner } of [...edits].sort((a, b) => b.from - a.from))
    result = result.slice(0, from) + inner + result.slice(to);
  return result;
}

function saysTheSame(before: readonly Document.Parsed[], placed: readonly Placed[], text: string): boolean {
  const after = documentsOf(text);
  if (!after) return false;
  const values = before.map((document) => structuredClone(document.toJS({ maxAliasCount: 10_000 }) as unknown));
  const lastFirst = [...placed].sort((a, b) => b.edit.from - a.edit.from);
  for (const { mend, document, steps } of lastFirst) values[document] = changed(values[document], steps, mend);
  return isDeepStrictEqual(
    values,
    after.map((document) => document.toJS({ maxAliasCount: 10_000 }) as unknown),
  );
}

function changed(value: unknown, steps: readonly Step[], mend: Mend): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return "set" in mend ? mend.set : "add" in mend ? [...listIn(value), mend.add] : undefined;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<Step, unknown>;
  if (rest.length > 0 || !("remove" in mend)) copy[step] = changed(copy[step], rest, mend);
  else if (Array.isArray(copy)) copy.splice(Number(step), 1);
  else delete copy[step];
  return copy;
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
