import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLSeq,
} from "yaml";
import type { Mend } from "../../model/finding.ts";
import type { Step } from "./field-steps.ts";

/** A part of a text that becomes another. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** An edit, or why there is none that is certain, as the end of a sentence. */
export type Planned = Edit | { readonly refused: string };

/** Where an edit is looked for: a document of a text, and the steps to the place. */
export interface Spot {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly steps: readonly Step[];
  /** How lines end in this file. */
  readonly newline: string;
}

const refuse = (refused: string): Planned => ({ refused });

/** The edit of a text that does what a mend asks, and touches nothing else. */
export function planEdit(spot: Spot, mend: Mend): Planned {
  if ("set" in mend) return setScalar(spot, mend.set);
  return "add" in mend ? addItem(spot, mend.add) : removeEntry(spot);
}

function nodeAt({ document, steps }: Spot): Node | undefined {
  const node = steps.length === 0 ? document.contents : document.getIn(steps, true);
  return node === null || typeof node !== "object" ? undefined : (node as Node);
}

function rangeOf(node: Node): readonly [number, number] {
  const [start, end] = node.range ?? [0, 0];
  return [start, end];
}

function setScalar(spot: Spot, value: string | number | boolean): Planned {
  const node = nodeAt(spot);
  if (node === undefined) return refuse("the field is not there any more");
  if (isAlias(node)) return refuse("it is an alias, so the value stands elsewhere");
  if (!isScalar(node)) return refuse("it is not a single value");
  if (node.anchor !== undefined) return refuse("it has an anchor, so the value is used elsewhere too");
  if (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED") return refuse("it is a block of text");
  const [from, to] = rangeOf(node);
  if (from === to) return refuse("there is no value to replace");
  return { from, to, text: scalarText(node, value) };
}

/** Written as the value before was, where that can hold it. */
function scalarText({ type }: Scalar, value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  if (type === "QUOTE_SINGLE" && !/[\n\r]/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (type === "QUOTE_DOUBLE") return JSON.stringify(value);
  return plainText(value);
}

/** Without quotes only what no reader takes for anything but a text. */
function plainText(value: string): string {
  const plain = /^[A-Za-z_./][\w./-]*(?::[\w./-]+)*$/.test(value);
  const word = /^(?:true|false|yes|no|on|off|y|n|null|\.nan|\.inf)$/i.test(value);
  return plain && !word ? value : JSON.stringify(value);
}

function addItem(spot: Spot, item: string): Planned {
  const node = nodeAt(spot);
  if (node === undefined) return addList(spot, item);
  if (isScalar(node) && node.value === null && node.anchor === undefined) {
    const [, end] = rangeOf(node);
    return { from: end, to: end, text: `${spot.newline}  - ${plainText(item)}` };
  }
  if (!isSeq(node)) return refuse("it is not a list");
  return node.flow ? addToFlow(spot, node, item) : addToBlock(spot, node, item);
}

/** A list that is not there yet: a key of its own at the end of the document. */
function addList({ text, document, steps, newline }: Spot, item: string): Planned {
  const [key, ...more] = steps;
  const { contents } = document;
  if (typeof key !== "string" || more.length > 0 || !isMap(contents) || contents.flow)
    return refuse("the list is not there");
  const [, end] = rangeOf(contents);
  const at = endOfLine(text, Math.max(0, end - 1));
  const before = text.slice(0, at).endsWith("\n") || at === 0 ? "" : newline;
  return { from: at, to: at, text: `${before}${plainText(key)}:${newline}  - ${plainText(item)}` };
}

function addToFlow({ text }: Spot, node: YAMLSeq, item: string): Planned {
  const [from, end] = rangeOf(node);
  const close = text.lastIndexOf("]", end - 1);
  if (close < from || text.slice(from, end).includes("\n")) return refuse("the list in brackets has several lines");
  const last = /\s*$/.exec(text.slice(from, close))?.index ?? 0;
  const at = from + last;
  return { from: at, to: at, text: node.items.length === 0 ? plainText(item) : `, ${plainText(item)}` };
}

function addToBlock({ text, newline }: Spot, node: YAMLSeq, item: string): Planned {
  const [first] = node.items as readonly Node[];
  const last = node.items.at(-1) as Node | undefined;
  if (!first || !last) return refuse("the list is empty");
  const dash = text.lastIndexOf("-", rangeOf(first)[0] - 1);
  const indent = text.slice(text.lastIndexOf("\n", dash) + 1, dash);
  if (indent.trim() !== "") return refuse("the list stands on one line with something else");
  const [start, end] = rangeOf(last);
  const at = endOfLine(text, Math.max(start, end - 1));
  return { from: at, to: at, text: `${newline}${indent}- ${plainText(item)}` };
}

/** Where the line of a place ends, before its line break. */
function endOfLine(text: string, place: number): number {
  if (text[place] === "\n") return place > 0 && text[place - 1] === "\r" ? place - 1 : place;
  const found = text.indexOf("\n", place);
  const end = found < 0 ? text.length : found;
  return text[end - 1] === "\r" ? end - 1 : end;
}

function removeEntry({ text, document, steps }: Spot): Planned {
  const last = steps.at(-1);
  const parent = steps.length > 1 ? document.getIn(steps.slice(0, -1), true) : document.contents;
  if (last === undefined || !isCollection(parent)) return refuse("it is not there any more");
  if (parent.flow) return refuse("it stands in brackets or braces");
  if (parent.items.length < 2) return refuse("nothing would be left beside it");
  const entry = entryOf(parent, last);
  if (!entry) return refuse("it is not there any more");
  const start = text.lastIndexOf("\n", entry.start - 1) + 1;
  const before = text.slice(start, entry.start);
  if (!/^\s*(?:-\s+)?$/.test(before) || (before.includes("-") && isMap(parent)))
    return refuse("it begins on a line with something else");
  const end = endOfLine(text, Math.max(entry.start, entry.end - 1));
  const after = text.startsWith("\r\n", end) ? 2 : end < text.length ? 1 : 0;
  return { from: start, to: end + after, text: "" };
}

function entryOf(parent: Node, step: Step): { readonly start: number; readonly end: number } | undefined {
  if (isSeq(parent) && typeof step === "number") {
    const item = parent.items[step] as Node | undefined;
    return item?.range ? { start: item.range[0], end: item.range[1] } : undefined;
  }
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
  const key = pair?.key as Node | undefined;
  const value = pair?.value as Node | null | undefined;
  return key?.range ? { start: key.range[0], end: value?.range?.[1] ?? key.range[1] } : undefined;
}
