import { isUtf8 } from "node:buffer";

/** A text as it was read, or why there is none, as the end of a sentence. */
export type FileText = { readonly text: string } | { readonly problem: string };

/** The text of a file's bytes, without a byte order mark. */
export function textIn(bytes: Buffer): FileText {
  if (isUtf16(bytes)) return { problem: "it is UTF-16; save it as UTF-8" };
  if (bytes.includes(0)) return { problem: "it is binary" };
  if (!isUtf8(bytes)) return { problem: `line ${firstOddLine(bytes)} is not UTF-8; save it as UTF-8` };
  return { text: new TextDecoder("utf-8").decode(bytes) };
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
