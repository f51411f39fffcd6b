import { isUtf8 } from "node:buffer";

/** A text as it was read, or why there is none, as the end of a sentence. `mark` is the byte order mark that stood before it. */
export type FileText = { readonly text: string; readonly mark?: string } | { readonly problem: string };

/** A text without the byte order mark that may stand before it. */
export function unmarked(whole: string): FileText {
  return whole.startsWith("\ufeff") ? { text: whole.slice(1), mark: "\ufeff" } : { text: whole };
}

/** The text of a file's bytes. */
export function textIn(bytes: Buffer): FileText {
  if (isUtf16(bytes)) return { problem: "it is UTF-16; save it as UTF-8" };
  if (bytes.includes(0)) return { problem: "it is binary" };
  if (!isUtf8(bytes)) return { problem: `line ${firstOddLine(bytes)} is not UTF-8; save it as UTF-8` };
  return unmarked(bytes.toString("utf8"));
}

function isUtf16([first, second]: Buffer): boolean {
  return (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe);
}

function firstOddLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found + 1;
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end;
  }
  return line;
}

/** The line of an offset in a text, counted from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
