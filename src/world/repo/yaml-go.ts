import { COLLECTION_STYLE, EVENT_ID, type Event, parseEvents, SCALAR_STYLE } from "js-yaml";
import { lineAt } from "./file-text.ts";
import { parseLoosely } from "./yaml-indent.ts";

/** A place that kubectl and kustomize do not get past. `line` counts from 1; `why` is the end of a sentence. */
export interface Refusal {
  readonly line: number;
  readonly why: string;
}

/**
 * Why the readers of kubectl and kustomize refuse a text of manifests that is good YAML 1.2; undefined where they take it.
 * They look for `---` before they read any YAML, and their reader of YAML is stricter about characters and tabs.
 */
export function refusedByGo(text: string): Refusal | undefined {
  return controlIn(text) ?? separatorIn(text) ?? questionIn(text) ?? tabIn(text);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are looked for.
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

function controlIn(text: string): Refusal | undefined {
  const found = control.exec(text);
  if (!found) return undefined;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return { line: lineAt(text, found.index), why: `it holds the control character U+${code}` };
}

function separatorIn(text: string): Refusal | undefined {
  const found = /^(?:---[ \t]*[^\s#-]|%)/m.exec(text);
  if (!found) return undefined;
  const why = found[0] === "%" ? "a directive (%) may not stand here" : "only a comment may follow ---";
  return { line: lineAt(text, found.index), why };
}

/** Between brackets `?` ends a text without quotes: `[https://example.org/base?ref=v1]` is no list for them. */
function questionIn(text: string): Refusal | undefined {
  // Few files have both outside of comments, and to read the events takes long.
  if (!/[[{]/.test(text) || !/^(?!\s*#).*\?/m.test(text)) return undefined;
  return parseLoosely(text, (loose) => {
    const at = questionBetweenBrackets(loose, parseEvents(loose, {}));
    return at === undefined
      ? undefined
      : { line: lineAt(loose, at), why: "a text with ? between brackets needs quotes" };
  });
}

function questionBetweenBrackets(text: string, events: readonly Event[]): number | undefined {
  const inBrackets: boolean[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) inBrackets.pop();
    else if (event.type === EVENT_ID.SCALAR) {
      if (event.style !== SCALAR_STYLE.PLAIN || !inBrackets.at(-1)) continue;
      // At its beginning it is the mark of a key, which they take.
      const found = text.slice(event.valueStart, event.valueEnd).indexOf("?", 1);
      if (found > 0) return event.valueStart + found;
    } else if (event.type !== EVENT_ID.ALIAS)
      inBrackets.push("style" in event && event.style === COLLECTION_STYLE.FLOW);
  }
  return undefined;
}

/** Tabs may stand in texts and inside brackets, but not where a line is indented. */
function tabIn(text: string): Refusal | undefined {
  if (!/^ *\t/m.test(text) || /^\s*[{[]/.test(text)) return undefined;
  const events = parseLoosely(text, (loose) => parseEvents(loose, {}));
  const inside = events.filter(isBlock).map((block) => tabInBlock(text, block));
  const first = Math.min(...[...inside, tabOutside(text, spansOf(text, events))].filter((at) => at !== undefined));
  if (first === Number.POSITIVE_INFINITY) return undefined;
  return { line: lineAt(text, first), why: "a tab stands where the line is indented" };
}

type Block = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;

function isBlock(event: Event): event is Block {
  if (event.type !== EVENT_ID.SCALAR) return false;
  return event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
}

/** Where the first tab stands that is taken for indentation: up to the first line of text, and where a line is indented less. */
function tabInBlock(text: string, { valueStart, valueEnd, indent }: Block): number | undefined {
  const header = text.slice(text.lastIndexOf("\n", valueStart - 2) + 1, valueStart);
  let known = indent > 0 && /[|>][-+]?[1-9][-+]?\s*(?:#.*)?$/.test(header.trimEnd());
  for (let at = valueStart; at < text.length; ) {
    const end = text.indexOf("\n", at) + 1 || text.length;
    const line = text.slice(at, end);
    const spaces = line.length - line.replace(/^ +/, "").length;
    if (line[spaces] === "\t" && (!known || spaces < indent)) return at;
    const blank = line.trim() === "";
    if (!blank && at >= valueEnd) return undefined;
    known ||= !blank;
    at = end;
  }
  return undefined;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where texts and brackets are, in their order. */
function spansOf(text: string, events: readonly Event[]): readonly Span[] {
  const spans: Span[] = [];
  const brackets: (number | undefined)[] = [];
  let end = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.SCALAR) {
      end = event.valueEnd;
      spans.push({ start: event.valueStart, end });
    } else if (event.type === EVENT_ID.POP) {
      const start = brackets.pop();
      if (start === undefined) continue;
      // Where brackets close is not told: at the first closing one behind the last text in them.
      const inner = Math.max(start, end);
      end = inner + text.slice(inner).search(/[\]}]/) + 1;
      spans.push({ start, end });
    } else if (event.type !== EVENT_ID.ALIAS)
      brackets.push("style" in event && event.style === COLLECTION_STYLE.FLOW ? event.start : undefined);
  }
  return spans.sort((one, other) => one.start - other.start);
}

/**
 * Where the first line stands that begins with a tab and holds nothing else but a comment: with more, it would be in one of
 * the spans. Behind another comment kustomize takes it.
 */
function tabOutside(text: string, spans: readonly Span[]): number | undefined {
  let next = 0;
  let covered = 0;
  for (const { index } of text.matchAll(/^\t[ \t]*(?:#.*)?\r?$/gm)) {
    for (let span = spans[next]; span && span.start <= index; span = spans[next]) {
      covered = Math.max(covered, span.end);
      next += 1;
    }
    if (index >= covered && !/^[ \t]*#.*$/m.test(lastLineOf(text.slice(covered, index)))) return index;
  }
  return undefined;
}

function lastLineOf(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}
