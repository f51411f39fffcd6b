import type { CredentialLook } from "../../../model/credentials.ts";
import { eachEntry } from "../../../model/kubernetes/fields.ts";
import { isCredentialField, isCredentialName } from "../../mask/credentials.ts";
import { isMapping, type Mapping } from "../kustomize/values.ts";
import { fieldPath } from "../positions.ts";
import { credentialLook, passwordInUrl, secretLook, shapedLook } from "./looks.ts";

/** A credential of a document, by its field. */
export interface FoundCredential {
  readonly field: string;
  readonly name: string;
  readonly in: string;
  readonly looks: CredentialLook;
}

/** The credentials that stand in a document of YAML in clear text. What SOPS encrypted is left alone. */
export function credentialsIn(document: unknown): readonly FoundCredential[] {
  if (!isMapping(document) || document.sops !== undefined) return [];
  const { kind, items } = document;
  if (Array.isArray(items) && typeof kind === "string" && kind.endsWith("List"))
    return items.flatMap((item, index) =>
      credentialsIn(item).map((one) => ({ ...one, field: `items[${index}].${one.field}` })),
    );
  if (kind === "SealedSecret") return [];
  const name = isMapping(document.metadata) ? String(document.metadata.name ?? "") : "";
  const place = typeof kind === "string" ? `${kind} ${name}`.trim() : "";
  const found: FoundCredential[] = [];
  if (kind === "Secret") secretValues(document, place, found);
  else walk(document, [], { place, inData: kind === "ConfigMap", found });
  return found;
}

function secretValues(secret: Mapping, place: string, found: FoundCredential[]): void {
  for (const part of ["data", "stringData"] as const) {
    const values = secret[part];
    if (!isMapping(values)) continue;
    for (const [name, value] of Object.entries(values)) {
      if (typeof value !== "string") continue;
      const text = part === "data" ? Buffer.from(value, "base64").toString("utf8") : value;
      const looks = secretLook(name, text);
      if (looks !== undefined) found.push({ field: fieldPath([part, name]), name, in: place, looks });
    }
  }
}

interface Walk {
  readonly place: string;
  readonly inData: boolean;
  readonly found: FoundCredential[];
}

/** No document that people write is deeper. */
const deepest = 60;

/** Walks every text of a value. The path is one list that grows and shrinks: most texts are no credential. */
function walk(value: unknown, path: (string | number)[], at: Walk): void {
  if (typeof value === "string") note(value, path, at);
  if (typeof value !== "object" || value === null || path.length > deepest) return;
  eachEntry(value, (key, entry) => {
    path.push(key);
    if (key === "value" && typeof entry === "string" && isMapping(value) && typeof value.name === "string")
      noteNamed(value.name, entry, path, at);
    else walk(entry, path, at);
    path.pop();
  });
}

function note(value: string, path: readonly (string | number)[], at: Walk): void {
  const name = String(path.at(-1) ?? "");
  if ((at.inData && path[0] === "data" && path.length === 2) || path.at(-2) === "env") noteNamed(name, value, path, at);
  else
    add(
      path,
      name,
      at,
      isCredentialField(name) ? credentialLook(name, value) : (shapedLook(value) ?? passwordInUrl(value)),
    );
}

function noteNamed(name: string, value: string, path: readonly (string | number)[], at: Walk): void {
  const looks = isCredentialName(name) ? credentialLook(name, value) : shapedLook(value);
  add(path, name, at, looks ?? passwordInUrl(value));
}

function add(
  path: readonly (string | number)[],
  name: string,
  { place, found }: Walk,
  looks: CredentialLook | undefined,
): void {
  if (looks !== undefined) found.push({ field: fieldPath(path), name, in: place, looks });
}
