import { EVENT_ID, type Event, getScalarValue, parseEvents } from "js-yaml";
import { parseLoosely } from "./yaml-indent.ts";

/** Finds the line of a field, counted from 1. A field that the text does not spell out has the line of what encloses it. */
export type LineIndex = (field?: string) => number;

/** A step of a field path as it is written: `.port`, `[0]`, `["a.b"]`. */
export function fieldPath(steps: readonly (string | number)[]): string {
  return steps.map(stepText).join("").replace(/^\./, "");
}

function stepText(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}

/** The lines of one document of a file; `item` looks inside a List. The text must have been read without an error before. */
export function lineIndex(text: string, document: number, item?: number): LineIndex {
  const lines = parseLoosely(text, (loose) => fieldLines(loose, document));
  const prefix = item === undefined ? "" : `items[${item}]`;
  return (field = "") => {
    let path = field === "" || field.startsWith("[") ? prefix + field : prefix === "" ? field : `${prefix}.${field}`;
    for (;;) {
      const line = lines.get(path);
      if (line !== undefined) return line;
      if (path === "") return 1;
      path = enclosing(path);
    }
  };
}

function enclosing(path: string): string {
  const step = /(?:\.?[\w-]+|\[\d+\]|\["(?:[^"\\]|\\.)*"\])$/.exec(path);
  return step ? path.slice(0, step.index) : "";
}

interface Level {
  readonly list: boolean;
  index: number;
  key: string | undefined;
}

/** A text that was read for its lines. */
interface ReadText {
  readonly text: string;
  readonly documents: readonly (readonly Event[])[];
  readonly lineOf: (offset: number) => number;
  readonly known: Map<number, ReadonlyMap<string, number>>;
}

/** The text that was asked last: who asks for one object of a file asks for the next, and files hold hundreds. */
let last: ReadText | undefined;

function fieldLines(text: string, document: number): ReadonlyMap<string, number> {
  if (last?.text !== text)
    last = { text, documents: documentsIn(parseEvents(text, {})), lineOf: lineCounter(text), known: new Map() };
  const lines = last.known.get(document) ?? linesIn(last, document);
  last.known.set(document, lines);
  return lines;
}

function linesIn({ text, documents, lineOf }: ReadText, document: number): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const levels: Level[] = [];
  for (const event of documents[document] ?? []) {
    if (event.type === EVENT_ID.POP) {
      levels.pop();
      advance(levels);
      continue;
    }
    const top = levels.at(-1);
    if (top && !top.list && top.key === undefined) {
      // A key: complex keys are refused by the reader, so it is a scalar (or an alias, which names no place).
      top.key = event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : "";
      note(lines, levels, lineOf(startOf(event)));
      continue;
    }
    note(lines, levels, lineOf(startOf(event)));
    if (event.type === EVENT_ID.MAPPING) levels.push({ list: false, index: 0, key: undefined });
    else if (event.type === EVENT_ID.SEQUENCE) levels.push({ list: true, index: 0, key: undefined });
    else advance(levels);
  }
  return lines;
}

function note(lines: Map<string, number>, levels: readonly Level[], line: number): void {
  const path = fieldPath(levels.map((level) => (level.list ? level.index : (level.key ?? ""))));
  if (!lines.has(path)) lines.set(path, line);
}

function advance(levels: readonly Level[]): void {
  const top = levels.at(-1);
  if (!top) return;
  if (top.list) top.index += 1;
  else top.key = undefined;
}

/** The events inside each document, without its own start and end. */
function documentsIn(events: readonly Event[]): readonly (readonly Event[])[] {
  const documents: Event[][] = [];
  let depth = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) documents.push([]);
    if (event.type === EVENT_ID.POP) depth -= 1;
    if (depth > 0) documents.at(-1)?.push(event);
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE)
      depth += 1;
  }
  return documents;
}

function startOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) return event.start;
  return event.type === EVENT_ID.ALIAS ? event.anchorStart : 0;
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
