import type { EncryptedFile } from "../../../model/encryption.ts";
import type { Vertex } from "../../../model/graph.ts";
import { isFilledInLater } from "../../../model/presence.ts";
import type { Position } from "../../../model/subject.ts";
import { documentCredentials, isExample } from "../credentials/credential-files.ts";
import { isMapping, type Mapping, textOf } from "../kustomize/values.ts";
import { type FileReader, fileVertex, Places } from "../text-vertex.ts";
import type { Rule, RuleFile } from "./creation-rules.ts";
import { keysApart } from "./keys.ts";
import { scopesIn } from "./scope.ts";

/** Words of a path by which people tell what is encrypted. */
const marked = /(?:^|[^a-z])(?:sops|enc|encrypted)(?:[^a-z]|$)/i;

/** Whether SOPS encrypted a file (it adds its own part to each document), or a rule may want it to; undefined: neither, or an example. */
export function encryptionOf(reader: FileReader, path: string): "encrypted" | "open" | undefined {
  if (isExample(path)) return undefined;
  const values = documentsOf(reader, path);
  if (values.some(({ sops }) => isMapping(sops))) return "encrypted";
  const isMarked = marked.test(path);
  if (isMarked && values.length === 0 && isEncryptedText(reader, path)) return "encrypted";
  return isMarked || values.some(({ kind }) => kind === "Secret") ? "open" : undefined;
}

function isEncryptedText({ tree }: FileReader, path: string): boolean {
  const read = tree.text(path);
  return "text" in read && /^sops_version=|^\[sops\]|"sops":\s*\{/m.test(read.text);
}

interface Known {
  readonly encrypted: boolean;
  readonly file?: RuleFile;
  readonly rule?: Rule;
}

/** The vertex of a file that SOPS encrypted, or is told to and did not; undefined for what a rule matches by the way. */
export function encryptedFile(reader: FileReader, path: string, { encrypted, file, rule }: Known): Vertex | undefined {
  const values = documentsOf(reader, path);
  const texts = encrypted || !rule ? [] : textsFor(values, path, rule);
  if (!encrypted && texts.length === 0) return undefined;
  const places = new Places();
  const clear = values.length === 0 ? [] : clearIn(reader, path, places);
  // A rule for every manifest says of a Secret that it is encrypted only where there is something to hide.
  if (rule && !encrypted && clear.length === 0 && !isNamed(path, rule)) return undefined;
  const { keys } = rule ? keysApart(rule.keys, values) : {};
  const value: EncryptedFile = {
    path,
    state: encrypted ? "encrypted" : texts.every(isOpen) ? "filled-later" : "in-clear",
    clear,
    ...(rule && file && (!encrypted || keys) ? { rule: { pattern: rule.pattern, at: placeOf(file, rule) } } : {}),
    ...(keys ? { keys } : {}),
    ...scopeOf(values),
  };
  const vertex = fileVertex(reader, { kind: "encrypted", name: path, path, value, lines: places.lines });
  // A line that holds a credential is never quoted: masking it by its shape could miss a part.
  return { ...vertex, line: () => vertex.evidence };
}

function placeOf({ path, places }: RuleFile, { field }: Rule): Position {
  return places.get(field) ?? { path };
}

function documentsOf({ documents }: FileReader, path: string): readonly Mapping[] {
  const read = /\.(?:ya?ml|json)$/.test(path) ? documents(path) : undefined;
  return read && "values" in read ? read.values.filter(isMapping) : [];
}

function clearIn(reader: FileReader, path: string, places: Places): EncryptedFile["clear"] {
  const found = documentCredentials(reader, path, places, withoutSops);
  return found.filter(({ name }) => !name.endsWith("_unencrypted"));
}

function withoutSops(document: unknown): unknown {
  return isMapping(document) ? { ...document, sops: undefined } : document;
}

function scopeOf(values: readonly Mapping[]): Pick<EncryptedFile, "scope"> {
  const own = values.map(({ sops }) => sops).find(isMapping);
  const [name] = own ? scopesIn(own) : [];
  return own && name !== undefined ? { scope: `${name}: ${textOf(own[name])}` } : {};
}

/** The texts of a file that SOPS would encrypt. A rule that is not for encrypted files by its name is for Secrets. */
function textsFor(values: readonly Mapping[], path: string, rule: Rule): readonly string[] {
  const meant = both(marked, path, rule) ? values : values.filter(({ kind }) => kind === "Secret");
  return meant.flatMap((value) => textsOf(value, [], rule));
}

/** Whether the rule and the path both say what the file is. */
const isNamed = (path: string, rule: Rule): boolean => both(marked, path, rule) || both(/secret/i, path, rule);

function both(word: RegExp, path: string, { pattern }: Rule): boolean {
  return word.test(pattern) && word.test(path);
}

/** Nobody can use what is a place to fill in. */
const isOpen = (text: string): boolean => text.trim() === "" || isFilledInLater(text);

function textsOf(value: unknown, keys: readonly string[], rule: Rule): readonly string[] {
  if (typeof value === "string") return rule.encrypts(keys) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((one) => textsOf(one, keys, rule));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    keys.length === 0 && /^(?:apiVersion|kind|metadata)$/.test(key) ? [] : textsOf(one, [...keys, key], rule),
  );
}
