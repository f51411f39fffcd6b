import type { Proven, Severity, Verdict } from "./evidence.ts";
import type { Position, Subject } from "./subject.ts";

/**
 * A change to a file that mends a finding, by the place of the value: `set` replaces what stands there, `remove` takes
 * the field or list item out, `add` appends an item to the list there. The place is a whole path of the file's document.
 */
export type Mend =
  | { readonly at: Position; readonly set: string | number | boolean }
  | { readonly at: Position; readonly add: string }
  | { readonly at: Position; readonly remove: true };

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
  /** Why it is not counted: the reason that a person gave. */
  readonly ignored?: string;
  readonly fix?: readonly Mend[];
}
