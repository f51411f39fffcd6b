import { readFileSync } from "node:fs";

/** Fixed parts of an entry (gitformat-index): ten numbers of four bytes, the id of the blob, two bytes of flags. */
const numbers = 40;
const extendedFlag = 0x4000;

/**
 * The files that Git tracks, and the folders they are in, by paths from the top of the working tree: what is tracked is
 * not ignored, whatever `.gitignore` says. Read from the index itself, so that no program is run. Empty where there is
 * no index, or none of the versions 2 to 4.
 */
export function trackedIn(index: string, idBytes = 20): ReadonlySet<string> {
  const bytes = bytesOf(index);
  const version = bytes.length >= 12 && bytes.toString("latin1", 0, 4) === "DIRC" ? bytes.readUInt32BE(4) : 0;
  if (version < 2 || version > 4) return new Set();
  const tracked = new Set<string>();
  let at = 12;
  let name: Buffer = Buffer.alloc(0);
  for (let count = bytes.readUInt32BE(8); count > 0 && at + numbers + idBytes + 2 < bytes.length; count -= 1) {
    const extended = (bytes.readUInt16BE(at + numbers + idBytes) & extendedFlag) !== 0;
    const start = at + numbers + idBytes + (extended ? 4 : 2);
    const kept = version === 4 ? prefixAt(bytes, start) : { strip: name.length, next: start };
    const end = bytes.indexOf(0, kept.next);
    if (end < 0) break;
    name = Buffer.concat([name.subarray(0, name.length - kept.strip), bytes.subarray(kept.next, end)]);
    note(tracked, name.toString("utf8"));
    at = version === 4 ? end + 1 : at + Math.ceil((end + 1 - at) / 8) * 8;
  }
  return tracked;
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

function note(tracked: Set<string>, path: string): void {
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    const part = path.slice(0, end);
    if (tracked.has(part)) return;
    tracked.add(part);
  }
}

/** How many bytes of the name before are taken off, as a number of variable length, and where the rest begins. */
function prefixAt(bytes: Buffer, at: number): { readonly strip: number; readonly next: number } {
  let next = at;
  let byte = bytes[next] ?? 0;
  let strip = byte & 0x7f;
  while (byte & 0x80) {
    next += 1;
    byte = bytes[next] ?? 0;
    strip = ((strip + 1) << 7) | (byte & 0x7f);
  }
  return { strip, next: next + 1 };
}
