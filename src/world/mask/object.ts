import { isCredentialField, isCredentialName, isHarmlessValue } from "./credentials.ts";
import type { Masker } from "./masker.ts";
import { isSealed } from "./secret-value.ts";

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

type Json = Record<string, unknown>;

/** An object without secrets. Parts that hold none are the same values as before. */
export function maskObject<T extends object>(object: T, masker: Masker): T {
  const source = object as Json;
  if (source.kind === "Secret") return maskSecret(source, masker) as T;
  if (source.kind === "SealedSecret") return maskSealed(source, masker) as T;
  if (source.kind === "List" || Array.isArray(source.items)) {
    const items = Array.isArray(source.items)
      ? source.items.map((item) => (isJson(item) ? maskObject(item, masker) : item))
      : [];
    return { ...source, items } as T;
  }
  if (isHelmStore(source))
    return { ...source, data: mapValues(source.data as Json, (_, value) => masker.mark(String(value))) } as T;
  return maskValue(source, masker, source.kind === "ConfigMap" ? "ConfigMap" : "object") as T;
}

/** Helm's store of a release, where it keeps them in ConfigMaps: values and all, packed so that no name shows. */
function isHelmStore(object: Json): boolean {
  const labels = isJson(object.metadata) ? object.metadata.labels : undefined;
  return object.kind === "ConfigMap" && isJson(object.data) && isJson(labels) && labels.owner === "helm";
}

function maskSecret(secret: Json, masker: Masker): Json {
  const { data, stringData, ...rest } = secret;
  const masked = { ...(maskValue(rest, masker, "object") as Json) };
  if (isJson(data)) masked.data = mapValues(data, (key, value) => masker.secret(key, bytesOf(value, "base64")));
  if (isJson(stringData)) {
    masked.stringData = mapValues(stringData, (key, value) => masker.secret(key, bytesOf(value, "utf8")));
  }
  // A malformed Secret (data as a list or a text) is still a Secret.
  if (data !== undefined && data !== null && !isJson(data)) masked.data = masker.secret("data", bytesOf(data, "utf8"));
  if (stringData !== undefined && stringData !== null && !isJson(stringData)) {
    masked.stringData = masker.secret("stringData", bytesOf(stringData, "utf8"));
  }
  return masked;
}

/** What was never sealed stands in clear text where everybody takes it for sealed. */
function maskSealed(sealed: Json, masker: Masker): Json {
  const masked = maskValue(sealed, masker, "object") as Json;
  const { encryptedData } = isJson(sealed.spec) ? sealed.spec : {};
  if (!isJson(encryptedData)) return masked;
  const values = mapValues(encryptedData, (_, value) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return isSealed(text) || isHarmlessValue(text) ? value : masker.mark(text);
  });
  return { ...masked, spec: { ...(masked.spec as Json), encryptedData: values } };
}

function bytesOf(value: unknown, encoding: "base64" | "utf8"): Buffer {
  // What SOPS encrypted is no base64, also where plain values would be.
  if (typeof value === "string") return Buffer.from(value, value.startsWith("ENC[") ? "utf8" : encoding);
  return Buffer.from(JSON.stringify(value) ?? "");
}

/** Masks a value of any depth. In the data of a ConfigMap every key may name a credential. */
function maskValue(value: unknown, masker: Masker, within: "object" | "ConfigMap" | "data", name = ""): unknown {
  if (typeof value === "string") return maskString(value, masker, within, name);
  if (Array.isArray(value)) return maskList(value, masker, name);
  return isJson(value) ? maskMap(value, masker, within) : value;
}

function maskMap(map: Json, masker: Masker, within: "object" | "ConfigMap" | "data"): Json {
  let changed: Map<string, unknown> | undefined;
  for (const key of Object.keys(map)) {
    const entry = map[key];
    if (typeof entry !== "string" && (typeof entry !== "object" || entry === null)) continue;
    const masked = maskEntry(map, key, masker, within);
    if (masked === entry) continue;
    changed ??= new Map();
    changed.set(key, masked);
  }
  return changed ? mapValues(map, (key, value) => (changed.has(key) ? changed.get(key) : value)) : map;
}

function maskEntry(parent: Json, key: string, masker: Masker, within: "object" | "ConfigMap" | "data"): unknown {
  const entry = parent[key];
  if (key === lastApplied && typeof entry === "string") return maskLastApplied(entry, masker);
  if (key === "value" && typeof parent.name === "string") return maskNamed(entry, masker, parent.name);
  if (within === "ConfigMap" && key === "data") return maskValue(entry, masker, "data");
  if (within === "ConfigMap" && key === "binaryData" && isJson(entry)) {
    return mapValues(entry, (_, bytes) => (typeof bytes === "string" ? masker.mark(bytes) : bytes));
  }
  return maskValue(entry, masker, within === "data" ? "data" : "object", key);
}

function maskNamed(value: unknown, masker: Masker, name: string): unknown {
  return typeof value === "string" ? masker.named(name, value) : value;
}

function maskString(value: string, masker: Masker, within: "object" | "ConfigMap" | "data", name: string): string {
  if (within === "data") return masker.named(name, value);
  if (isCredentialField(name) && !isHarmlessValue(value)) return masker.mark(value);
  return masker.text(value);
}

/** A list; in `args` and `command` a flag such as `--token` makes the word after it a credential. */
function maskList(list: readonly unknown[], masker: Masker, name: string): readonly unknown[] {
  let flag: string | undefined;
  const masked = list.map((item) => {
    if (typeof item !== "string") return maskValue(item, masker, "object", name);
    const word = flag === undefined ? masker.text(item) : masker.named(flag, item);
    flag = /^--?[\w.-]+$/.test(item) && isCredentialName(item) ? item : undefined;
    return word;
  });
  return masked.some((item, index) => item !== list[index]) ? masked : list;
}

function maskLastApplied(text: string, masker: Masker): string {
  try {
    const parsed: unknown = JSON.parse(text);
    return isJson(parsed) ? JSON.stringify(maskObject(parsed, masker)) : masker.mark(text);
  } catch {
    return masker.mark(text);
  }
}

function mapValues(object: Json, change: (key: string, value: unknown) => unknown): Json {
  // Not by assignment: a key named `__proto__` must stay a key.
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(key, value)]));
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
