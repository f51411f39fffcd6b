import { EVENT_ID, type Event, getScalarValue, parseEvents } from "js-yaml";
import { joined } from "../../model/kubernetes/fields.ts";
import { parseLoosely } from "./yaml-indent.ts";

/** Finds the line of a field, counted from 1. A field that the text does not spell out has the line of what encloses it. */
export type LineIndex = (field?: string) => number;

/** Steps as a field path is written: `spec.ports[0].port`, `data["a.b"]`. */
export function fieldPath(steps: readonly (string | number)[]): string {
  return steps.reduce<string>(joined, "");
}

/** The lines of one document of a file; `item` looks inside a List. The text must have been read without an error before. */
export function lineIndex(text: string, document: number, item?: number): LineIndex {
  const lines = fieldLines(text, document);
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
  /** The path of the mapping or list itself. */
  readonly path: string;
  readonly list: boolean;
  index: number;
  key: string | undefined;
}

/** A text that was read for its lines: where its documents are, and those of their lines that were asked for. */
interface ReadText {
  readonly parts: readonly Part[];
  readonly known: Map<number, ReadonlyMap<string, number>>;
}

/** A document in a text; `line` is how many lines are before it. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** The texts that were asked last, the oldest first: checks ask for one object of a file after one of another. */
const recent = new Map<string, ReadText>();
let recentLength = 0;
const mostRecent = 64 * 1024 * 1024;

function readOf(text: string): ReadText {
  const known = recent.get(text);
  if (known) return known;
  const read = { parts: partsOf(text), known: new Map() };
  recent.set(text, read);
  recentLength += text.length;
  for (const [oldest] of recent) {
    if (recentLength <= mostRecent || oldest === text) break;
    recent.delete(oldest);
    recentLength -= oldest.length;
  }
  return read;
}

/** Where the documents of a text are, found without parsing it; none where it marks them in another way than by `---`. */
function partsOf(text: string): readonly Part[] {
  if (/^(?:\.\.\.\s|%)/m.test(text)) return [];
  const marks = [...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index);
  const isFirst = /^[ \t]*[^\s#]/m.test(text.slice(0, marks[0]));
  const starts = isFirst ? [0, ...marks] : marks;
  let line = 0;
  let counted = 0;
  return starts.map((start, index) => {
    for (let at = text.indexOf("\n", counted); at >= 0 && at < start; at = text.indexOf("\n", at + 1)) line += 1;
    counted = start;
    return { start, end: starts[index + 1] ?? text.length, line };
  });
}

function fieldLines(text: string, document: number): ReadonlyMap<string, number> {
  const { parts, known } = readOf(text);
  const before = known.get(document);
  if (before) return before;
  const part = parts[document];
  const lines = part ? linesIn(text.slice(part.start, part.end), 0, part.line) : linesIn(text, document, 0);
  known.set(document, lines);
  return lines;
}

function linesIn(whole: string, document: number, before: number): ReadonlyMap<string, number> {
  return parseLoosely(whole, (text) => {
    const lineOf = lineCounter(text);
    return linesOf(text, documentsIn(parseEvents(text, {}))[document] ?? [], (at) => before + lineOf(at));
  });
}

function linesOf(
  text: string,
  events: readonly Event[],
  lineOf: (offset: number) => number,
): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const levels: Level[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      levels.pop();
      advance(levels);
      continue;
    }
    const top = levels.at(-1);
    const isKey = takesKey(top);
    // Complex keys are refused by the reader, so it is a scalar (or an alias, which names no place).
    if (isKey) top.key = event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : "";
    const path = pathIn(top);
    if (!lines.has(path)) lines.set(path, lineOf(startOf(event)));
    if (!isKey) enter(levels, event, path);
  }
  return lines;
}

function takesKey(level: Level | undefined): level is Level {
  return level !== undefined && !level.list && level.key === undefined;
}

/** The path of what comes next in a mapping or list. */
function pathIn(level: Level | undefined): string {
  return level ? joined(level.path, level.list ? level.index : (level.key ?? "")) : "";
}

function enter(levels: Level[], { type }: Event, path: string): void {
  const list = type === EVENT_ID.SEQUENCE;
  if (list || type === EVENT_ID.MAPPING) levels.push({ path, list, index: 0, key: undefined });
  else advance(levels);
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
