import type { Cause } from "./cause.ts";
import type { Verdict } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import type { ExitCode } from "./problem.ts";
import type { Readiness } from "./readiness.ts";
import type { ObjectRef } from "./subject.ts";
import type { Refusal } from "./world.ts";

/** An object of a step as it was last seen. `since`: when it came into this state (RFC 3339). */
export interface RunObject {
  readonly ref: ObjectRef;
  readonly state: Readiness;
  readonly because: string;
  readonly since: string;
  readonly waitsOn: readonly string[];
  readonly failsAt?: string;
}

/** What came of a step. Without `startedAt` its turn did not come; without `verdict` it did not end. */
export interface RunStep {
  readonly name: string;
  readonly layer: string;
  readonly startedAt?: string;
  readonly settledAt?: string;
  readonly verdict?: Verdict;
  readonly because?: string;
  readonly refusal?: Refusal;
  readonly objects: readonly RunObject[];
  readonly causes: readonly Cause[];
  readonly findings: readonly Finding[];
}

/** A run: the fold of its journal and nothing else. `exit` and `verdict` follow from the steps, whether it ended or not. */
export interface Run {
  readonly id: string;
  readonly title: string;
  readonly fleet: string;
  readonly digest?: string;
  readonly openedAt: string;
  readonly closedAt?: string;
  readonly verdict: Verdict;
  readonly exit: ExitCode;
  readonly because: string;
  readonly steps: readonly RunStep[];
}
