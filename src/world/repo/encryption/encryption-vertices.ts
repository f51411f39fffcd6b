import { posix } from "node:path";
import type { EncryptionRules } from "../../../model/encryption.ts";
import type { Vertex } from "../../../model/graph.ts";
import { type FileReader, fileVertex } from "../text-vertex.ts";
import { type RuleFile, ruleFile, ruleFor } from "./creation-rules.ts";
import { encryptedFile, encryptionOf } from "./encrypted-file.ts";

/** What SOPS encrypted, what it should have, and the rules that say so. */
export function* encryptionVertices(reader: FileReader): Iterable<Vertex> {
  const configs = reader.tree.files.filter((path) => posix.basename(path) === ".sops.yaml");
  const files = configs
    .flatMap((path) => ruleFile(reader, path) ?? [])
    .sort((a, b) => b.folder.length - a.folder.length);
  const strays: string[] = [];
  for (const path of reader.tree.files) {
    const kept = configs.includes(path) ? undefined : encryptionOf(reader, path);
    if (kept === undefined) continue;
    const found = ruleFor(files, path);
    const encrypted = kept === "encrypted";
    if (encrypted && !found) strays.push(path);
    const vertex = encrypted || found ? encryptedFile(reader, path, { encrypted, ...found }) : undefined;
    if (vertex) yield vertex;
  }
  for (const file of files) yield rulesVertex(reader, file, strays);
}

function rulesVertex(reader: FileReader, { path, folder, rules, places }: RuleFile, all: readonly string[]): Vertex {
  const inside = (file: string): readonly string[] =>
    folder === "." ? [file] : file.startsWith(`${folder}/`) ? [file.slice(folder.length + 1)] : [];
  const strays = all.filter((stray) => inside(stray).length > 0);
  // Whether a rule matches anything, only they make worth asking.
  const below = strays.length > 0 ? reader.tree.files.flatMap(inside) : [];
  const value: EncryptionRules = {
    path,
    rules: rules.map(({ field, pattern, matches, refused, open }) => ({
      field,
      pattern,
      idle: strays.length > 0 && !below.some(matches),
      ...(refused === undefined ? {} : { refused }),
      ...(open === undefined ? {} : { open }),
    })),
    strays,
  };
  return fileVertex(reader, { kind: "encryption", name: path, path, value, lines: places });
}
