import type { Proven, Severity, Verdict } from "./evidence.ts";
import type { Position, Subject } from "./subject.ts";

/** A change to a file that mends a finding: the text between two offsets (in UTF-16 units) is replaced. */
export interface Edit {
  readonly path: string;
  readonly digest: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * One statement with its proof. `key` is the check and the subject without line numbers, so that it is stable between
 * runs; the same slip seen through several overlays is one finding with several `places`.
 */
export interface Finding {
  readonly key: string;
  readonly check: string;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly subject: Subject;
  readonly places?: readonly Position[];
  readonly summary: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly evidence: Proven;
  readonly remedy?: string;
  readonly fix?: readonly Edit[];
}
