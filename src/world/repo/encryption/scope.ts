import { type Mapping, textOf } from "../kustomize/values.ts";

/** Which parts of a document SOPS encrypts; of these it takes one. Source: configFromRule of github.com/getsops/sops. */
const scopes = [
  "encrypted_regex",
  "encrypted_suffix",
  "unencrypted_regex",
  "unencrypted_suffix",
  "encrypted_comment_regex",
  "unencrypted_comment_regex",
] as const;

/** The options that say which parts of a document are encrypted, of a rule or of an encrypted file. */
export function scopesIn(options: Mapping): readonly (typeof scopes)[number][] {
  return scopes.filter((name) => textOf(options[name]) !== "");
}

/** Whether the value at a path of keys is encrypted. Each key on the way counts; without an option all is, but for names that end in `_unencrypted`. */
export function isEncrypted(options: Mapping, keys: readonly string[]): boolean {
  const [scope = "unencrypted_suffix"] = scopesIn(options);
  // Comments say it where the keys do not.
  if (scope.includes("comment")) return true;
  const given = textOf(options[scope]) || "_unencrypted";
  const named = scope.endsWith("_regex") ? regexOf(given) : undefined;
  const isNamed = keys.some((key) => (named ? named.test(key) : key.endsWith(given)));
  return scope.startsWith("encrypted") ? isNamed : !isNamed;
}

const known = new Map<string, RegExp>();

/** What no regular expression is names no key. */
function regexOf(pattern: string): RegExp {
  const regex = known.get(pattern) ?? compiled(pattern);
  known.set(pattern, regex);
  return regex;
}

function compiled(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    return /^(?!)/;
  }
}
