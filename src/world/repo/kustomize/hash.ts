import { createHash } from "node:crypto";
import type { Resource } from "./resource.ts";
import { NotCovered } from "./stops.ts";
import { isMapping, type Mapping } from "./values.ts";

/** Puts a hash of its content behind the name of every generated object that is to have one. */
export function addHashes(resources: readonly Resource[]): void {
  for (const resource of resources) {
    if (!resource.history.needsHash) continue;
    const hash = hashOf(resource);
    resource.rememberName();
    resource.setName(`${resource.name}-${hash}`);
  }
}

const letters: Readonly<Record<string, string>> = { "0": "g", "1": "h", "3": "k", a: "m", e: "t" };

/** Ten letters that do not spell words, from the SHA-256 of the content; the name does not count. */
function hashOf({ object, kind, at }: Resource): string {
  if (kind !== "ConfigMap" && kind !== "Secret")
    throw new NotCovered(`the hash of a ${kind} that a generator made is not covered`, at);
  const more = kind === "Secret" ? "stringData" : "binaryData";
  const content: Mapping = {
    kind,
    name: "",
    data: object.data ?? "",
    ...(isMapping(object[more]) ? { [more]: object[more] } : {}),
    ...(kind === "Secret" ? { type: object.type ?? "" } : {}),
  };
  const hex = createHash("sha256").update(goJson(content)).digest("hex");
  return hex.slice(0, 10).replace(/[013ae]/g, (letter) => letters[letter] ?? letter);
}

/** JSON as Go writes it: keys sorted, and what could matter in HTML as codes. */
export function goJson(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, sortedKeys, indent) ?? "null";
  return text.replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function sortedKeys(_: string, value: unknown): unknown {
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
