import type { EncryptedFile } from "../../../model/encryption.ts";
import { isMapping, type Mapping } from "../kustomize/values.ts";

/**
 * The public keys of age and fingerprints of PGP that a rule names: a text with commas, a list, or groups of keys.
 * Empty where it names none, or keys of a service alone.
 */
export function keysOfRule(rule: Mapping): readonly string[] {
  const groups = Array.isArray(rule.key_groups) ? rule.key_groups.filter(isMapping) : [];
  const named = groups.length > 0 ? groups.flatMap(withMerged) : [rule];
  return distinct(named.flatMap(({ age, pgp }) => [...textsIn(age), ...textsIn(pgp)]));
}

function withMerged(group: Mapping): readonly Mapping[] {
  const merged = Array.isArray(group.merge) ? group.merge.filter(isMapping) : [];
  return [group, ...merged.flatMap(withMerged)];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value.split(",");
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** The keys that a file is encrypted for, as SOPS writes them into it. */
function keysOfFile({ sops }: Mapping): readonly string[] {
  if (!isMapping(sops)) return [];
  const groups = Array.isArray(sops.key_groups) ? sops.key_groups.filter(isMapping) : [sops];
  const keys = groups.flatMap(({ age, pgp }) => [...listOf(age), ...listOf(pgp)]);
  return distinct(keys.map(({ recipient, fp }) => String(recipient ?? fp ?? "")));
}

const listOf = (value: unknown): readonly Mapping[] => (Array.isArray(value) ? value.filter(isMapping) : []);

function distinct(keys: readonly string[]): readonly string[] {
  // People write fingerprints in groups, and in either case.
  const plain = keys.map((key) => (/^[0-9a-f\s]+$/i.test(key) ? key.replace(/\s/g, "").toUpperCase() : key.trim()));
  return [...new Set(plain)].filter((key) => key !== "");
}

/** What of the keys that a rule names a file is not encrypted for, and what it is beside them. */
export function keysApart(rule: readonly string[], values: readonly Mapping[]): Pick<EncryptedFile, "keys"> {
  const own = values.map(keysOfFile).find((keys) => keys.length > 0);
  if (!own || rule.length === 0) return {};
  const lacking = rule.filter((key) => !own.includes(key));
  const extra = own.filter((key) => !rule.includes(key));
  return lacking.length + extra.length > 0 ? { keys: { lacking, extra } } : {};
}
