import type { Proven } from "./evidence.ts";

/** How sure a cause is: `certain` when the confirming look succeeded. */
export type Certainty = "certain" | "likely" | "possible";

/**
 * Why a vertex is not well. `effect` and `cause` are vertex ids (the cause may never have been seen: a missing Secret);
 * `because` is one sentence for a person; `confirm` the command that would settle it.
 */
export interface Cause {
  readonly effect: string;
  readonly cause: string;
  readonly rule: string;
  readonly because: string;
  readonly certainty: Certainty;
  readonly confirm?: string;
  readonly evidence: Proven;
}
