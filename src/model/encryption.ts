import type { ClearCredential } from "./credentials.ts";
import type { Position } from "./subject.ts";

/**
 * A `.sops.yaml`: what SOPS encrypts, and how. `strays` are files below it that SOPS encrypted and that no rule matches.
 * Id: `encryption:<path>`.
 */
export interface EncryptionRules {
  readonly path: string;
  readonly rules: readonly CreationRule[];
  readonly strays: readonly string[];
}

/**
 * A rule of `creation_rules`; the first whose pattern matches a path counts. `idle`: there are strays, and it matches
 * nothing. `refused` says why SOPS does not take it, `open` why it is not known what it matches.
 */
export interface CreationRule {
  readonly field: string;
  /** Its `path_regex`; empty: it matches every path. */
  readonly pattern: string;
  readonly idle: boolean;
  readonly refused?: string;
  readonly open?: string;
}

/**
 * A file that SOPS encrypted (`clear` is what it left in clear text), that a rule says it should (`in-clear`), or that
 * holds only what is filled in later, so far. Id: `encrypted:<path>`.
 */
export interface EncryptedFile {
  readonly path: string;
  readonly state: "encrypted" | "in-clear" | "filled-later";
  readonly clear: readonly ClearCredential[];
  /** The rule that is for it, and where it stands. */
  readonly rule?: { readonly pattern: string; readonly at: Position };
  /** The keys of its rule that it is not encrypted for, and those that it is beside them. All of them are public. */
  readonly keys?: { readonly lacking: readonly string[]; readonly extra: readonly string[] };
  /** What of each document SOPS encrypted: the name of the option and its value, as the file says it. */
  readonly scope?: string;
}
