import type { IgnoreComment } from "../../../model/repository.ts";

// `# salvor-ignore ports-agree, image-tag: reason`, after `#`, `//` or the `{{/*` of a template.
const wish = /(^|\s)(?:#|\/\/|\{\{-?\s*\/\*)\s*salvor-ignore\b[ \t]*([^:]*)(?::(.*))?$/;

/**
 * The comments of a text by which a person asks not to be told. One behind something is about its line; one on a line
 * of its own about the field, list item or command that begins below it, with all that is indented deeper; one before
 * everything else in a document, about the document.
 */
export function ignoreComments(text: string): readonly IgnoreComment[] {
  if (!text.includes("salvor-ignore")) return [];
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const found = wish.exec(line);
    if (!found) return [];
    const [, , checks = "", rest = ""] = found;
    const alone = line.slice(0, found.index).trim() === "";
    const reason = rest.replace(/(?:-\s*)?\*\/\s*-?\}\}\s*$/, "").trim();
    const about = alone ? below(lines, index) : ([index + 1, index + 1] as const);
    return checks
      .split(",")
      .map((check) => ({ check: check.trim(), reason, line: index + 1, lines: about }))
      .filter(({ check }) => check !== "");
  });
}

const isSilent = (line: string): boolean => /^\s*(?:#|\/\/|\{\{-?\s*\/\*|$)/.test(line);
const indentOf = (line: string): number => line.length - line.trimStart().length;
const isEnd = (line: string): boolean => /^(?:---|\.\.\.)(?:\s|$)/.test(line);

function below(lines: readonly string[], comment: number): readonly [number, number] {
  const start = next(lines, comment + 1, (line) => !isSilent(line));
  const first = lines[start] ?? "";
  if (isEnd(first)) return [start + 1, next(lines, start + 1, isEnd)];
  if (isFirst(lines, start)) return [start + 1, next(lines, start, isEnd)];
  const indent = indentOf(first);
  const isItem = /^\s*-(?:\s|$)/.test(first);
  const ends = (line: string): boolean => {
    if (isSilent(line)) return false;
    if (isEnd(line) || indentOf(line) < indent) return true;
    // The items of a list may stand as far left as the key that they belong to.
    return indentOf(line) === indent && (isItem || !/^\s*-(?:\s|$)/.test(line));
  };
  return [start + 1, next(lines, start + 1, ends)];
}

/** The index of the first line from a place on that is so; one behind the last line where none is. */
function next(lines: readonly string[], from: number, is: (line: string) => boolean): number {
  const found = lines.slice(from).findIndex(is);
  return found < 0 ? lines.length : from + found;
}

function isFirst(lines: readonly string[], at: number): boolean {
  if (indentOf(lines[at] ?? "") > 0) return false;
  const before = lines.slice(0, at).findLast((line) => !isSilent(line));
  return before === undefined || isEnd(before);
}
