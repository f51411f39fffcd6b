import type { Evidence, Proven, Verdict } from "./evidence.ts";
import type { Vertex } from "./graph.ts";

/** The state of one object. See {@link verdictOf} for what each counts as. */
export type Readiness = "ready" | "progressing" | "degraded" | "failed" | "suspended" | "unverified" | "terminating";

/**
 * `because` is a sentence for a person. `waitsOn` are vertex ids. `failsAt` (RFC 3339) is when this state, unchanged,
 * will be called failed by a grace of its own, before the deadline of the run.
 */
export interface ReadinessVerdict {
  readonly state: Readiness;
  readonly because: string;
  readonly evidence: Proven;
  readonly waitsOn?: readonly string[];
  readonly failsAt?: string;
  /** How often the containers of what it runs now have restarted: a new restart begins a soak again. */
  readonly restarts?: number;
}

/** How long a reason has held without a break: since when (RFC 3339), in how many looks in a row, and how it first read. */
export interface Held {
  readonly since: string;
  readonly looks: number;
  readonly first: { readonly text: string; readonly evidence: Evidence };
}

/** What earlier observations of the same run saw, made by the engine from its observations. */
export interface Past {
  /** The instant of this judgement, RFC 3339. */
  readonly now: string;
  /**
   * Says that a reason holds now, and answers how long it has. A reason is any string that the rule chose; one that a
   * judgement does not mention has ended. The first text of a pull error says more than the later ones.
   */
  held(reason: string, text: string, evidence: Evidence): Held;
  /**
   * The vertex as it was when the step began, right after its objects were written; undefined for what came later, and
   * where there is no step. What went wrong before does not speak against it until it has had a chance since.
   */
  atStart(id: string): Vertex | undefined;
}

/** What a state counts as: now, or when the deadline has passed. */
export function verdictOf(state: Readiness, deadlinePassed: boolean): Verdict {
  if (state === "ready") return "pass";
  if (state === "suspended") return "skipped";
  if (state === "failed") return "fail";
  if (state === "unverified") return "unknown";
  return deadlinePassed ? "fail" : "unknown";
}
