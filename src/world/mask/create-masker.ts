import { createHmac } from "node:crypto";
import type { Masker } from "./masker.ts";
import { maskObject } from "./object.ts";
import { addressIn, marksOf } from "./secret-value.ts";
import { maskText } from "./text.ts";

/** Makes a masker from 32 bytes that never leave this machine. */
export function createMasker(key: Buffer): Masker {
  const hmac = (value: Buffer | string): string => createHmac("sha256", key).update(value).digest("hex");
  const mark = (value: string): string => `masked-${hmac(value).slice(0, 12)}`;
  const masker: Masker = {
    mark,
    object: (object) => maskObject(object, masker),
    text: (text) => maskText(text, mark),
    named: (name, value) => maskText(value, mark, name),
    secret(name, value) {
      const text = value.toString("utf8");
      const address = addressIn(name, text);
      const marks = marksOf(text);
      return {
        secret: hmac(value).slice(0, 32),
        bytes: value.length,
        ...(address ? { address } : {}),
        ...(marks.length > 0 ? { marks } : {}),
      };
    },
    scrub(text, sent) {
      let clean = text;
      for (const value of secretStrings(sent)) clean = clean.replaceAll(value, mark(value));
      return maskText(clean, mark);
    },
  };
  return masker;
}

/** Every form in which a message could quote a value of a Secret, the longest first. */
function secretStrings(sent: unknown): readonly string[] {
  const found = new Set<string>();
  collect(sent, found);
  return [...found].filter((value) => value.length >= 3).sort((a, b) => b.length - a.length);
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  const object = value as Record<string, unknown>;
  if (object.kind === "Secret") {
    for (const entry of Object.values({ ...record(object.data), ...record(object.stringData) })) forms(entry, found);
    for (const entry of Object.values(record(object.data))) forms(decoded(entry), found);
  }
  if (Array.isArray(object.items)) for (const item of object.items) collect(item, found);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function decoded(value: unknown): unknown {
  return typeof value === "string" ? Buffer.from(value, "base64").toString("utf8") : undefined;
}

function forms(value: unknown, found: Set<string>): void {
  if (value === undefined || value === null || typeof value === "boolean") return;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  found.add(text);
  found.add(JSON.stringify(text).slice(1, -1));
  for (const line of text.split("\n")) if (line.trim().length >= 8) found.add(line.trim());
}
