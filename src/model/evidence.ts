/** How a look at the world is recorded, and what may be concluded from it. */

/** The answer of a check. Only `pass` closes anything; `unknown` is an answer, silence is not. */
export type Verdict = "pass" | "fail" | "unknown" | "skipped";

/** Where evidence is from. A criterion about the live world is proven by `live` alone; `declared` proves nothing of a cluster. */
export type Mode = "live" | "dry-run" | "rehearsal" | "declared";

/** What a `fail` costs the person who ignores it. */
export type Severity = "info" | "warning" | "error" | "critical";

declare const seen: unique symbol;

/**
 * One look at the world. Only `world/` constructs it (the brand is not exported), at the moment it reads.
 * `at` is RFC 3339 with milliseconds; `query` is what a person can repeat (a kubectl or curl command, or `file:line`);
 * `excerpt` is the deciding part, masked; `digest` is `sha256:<hex>` of the masked content.
 */
export interface Evidence {
  readonly [seen]: true;
  readonly at: string;
  readonly mode: Mode;
  readonly source: "kube" | "file" | "git" | "registry" | "exec" | "http" | "provider" | "person" | "setting";
  readonly query: string;
  readonly excerpt: string;
  readonly digest: string;
}

/** At least one piece of evidence: no verdict without it. */
export type Proven = readonly [Evidence, ...Evidence[]];

/**
 * What a look brought back. `seen: false` is a refusal, a time-out or an unreachable server, with that as evidence:
 * it never means "not there". For a look that was not run, the evidence is the setting that says so.
 */
export type Look<T> =
  | { readonly seen: true; readonly value: T; readonly evidence: Evidence }
  | { readonly seen: false; readonly why: string; readonly evidence: Evidence };
