import { lineAt } from "../repo/file-text.ts";
import type { Edit } from "./edit.ts";

/** Lines of a text, from the first to the last that edits touch, and what becomes of them. Lines count from 1. */
interface Hunk {
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** What edits change, as people read changes: `@@ line 27 @@`, then what goes and what comes. */
export function diffOf(text: string, edits: readonly Edit[]): readonly string[] {
  return hunksOf(text, edits).flatMap(({ line, removed, added }) => [
    `@@ line ${line} @@`,
    ...removed.map((one) => `-${one}`),
    ...added.map((one) => `+${one}`),
  ]);
}

function hunksOf(text: string, edits: readonly Edit[]): readonly Hunk[] {
  const groups: { start: number; end: number; edits: Edit[] }[] = [];
  for (const edit of [...edits].sort((a, b) => a.from - b.from)) {
    const start = text.lastIndexOf("\n", edit.from - 1) + 1;
    const found = text.indexOf("\n", Math.max(edit.from, edit.to - (text[edit.to - 1] === "\n" ? 1 : 0)));
    const end = found < 0 ? text.length : found + 1;
    const last = groups.at(-1);
    if (last && start <= last.end) {
      last.end = Math.max(last.end, end);
      last.edits.push(edit);
    } else groups.push({ start, end, edits: [edit] });
  }
  return groups.map(({ start, end, edits: inside }) => {
    const before = text.slice(start, end);
    let after = before;
    for (const { from, to, text: inner } of [...inside].reverse())
      after = after.slice(0, from - start) + inner + after.slice(to - start);
    return trimmed(lineAt(text, start), linesOf(before), linesOf(after));
  });
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/** Without the lines at both ends that stay as they are. */
function trimmed(line: number, before: readonly string[], after: readonly string[]): Hunk {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return {
    line: line + head,
    removed: before.slice(head, before.length - tail),
    added: after.slice(head, after.length - tail),
  };
}
