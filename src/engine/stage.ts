import type { Catalog } from "../model/catalog.ts";
import type { Departure } from "../model/departure.ts";
import type { Look, Verdict } from "../model/evidence.ts";
import type { JournalEvent, JournalRecord } from "../model/journal.ts";
import type { Expectation, PlannedStep } from "../model/plan.ts";
import type { ReadinessVerdict } from "../model/readiness.ts";
import type { ObjectRef } from "../model/subject.ts";
import type { WritableWorld } from "../model/world.ts";
import type { Observation } from "./observe.ts";
import type { Memory } from "./past.ts";

/** What the steps of a run share. */
export interface Stage {
  readonly world: WritableWorld;
  readonly catalog: Catalog;
  readonly observation: Observation;
  /** Aborts when the run is interrupted or its lease is lost. */
  readonly signal: AbortSignal;
  append(event: JournalEvent): JournalRecord;
}

/** What a proof is of. `startedAt`: when the step was intended, from which its deadline counts. */
export interface ProofOf {
  readonly step: PlannedStep;
  readonly startedAt: string;
  readonly expectations: readonly Expectation[];
  /** The objects that are no longer as they were written. */
  stands(): Promise<Look<readonly Departure[]>>;
}

/** How a step ended, or would end. */
export interface StepEnd {
  readonly verdict: Verdict;
  readonly because: string;
}

/** An object on its way to being proven. */
export interface Watched {
  readonly ref: ObjectRef;
  readonly id: string;
  readonly wanted: Extract<Expectation, { kind: "ready" }>;
  readonly memory: Memory;
  /** The last judgement; undefined before the first. */
  verdict?: ReadinessVerdict;
}
