import type { Cause } from "./cause.ts";
import type { Evidence, Mode, Verdict } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import type { Plan } from "./plan.ts";
import type { Readiness } from "./readiness.ts";
import type { ObjectRef } from "./subject.ts";
import type { Refusal } from "./world.ts";

/**
 * What a run writes down, in the order in which it happened. A run is the fold of its events and nothing else.
 * `at` of the stored record is the instant of the append (RFC 3339).
 */
export type JournalEvent =
  | {
      readonly type: "run.opened";
      readonly title: string;
      readonly mode: Mode;
      readonly fleet: string;
      readonly command: string;
      readonly actor: string;
    }
  | { readonly type: "run.planned"; readonly plan: Plan }
  | {
      readonly type: "run.approved";
      readonly digest: string;
      readonly by: string;
      readonly how: "terminal" | "flag" | "scenario";
    }
  | {
      readonly type: "lease.acquired";
      readonly name: string;
      readonly namespace: string;
      readonly holder: string;
      readonly epoch: number;
    }
  | {
      readonly type: "lease.refused" | "lease.lost";
      readonly name: string;
      readonly why: string;
      readonly evidence?: Evidence;
    }
  | { readonly type: "step.intended"; readonly step: string; readonly before: unknown }
  | {
      readonly type: "step.applied";
      readonly step: string;
      readonly applied: unknown;
      readonly evidence: readonly Evidence[];
    }
  | { readonly type: "step.refused"; readonly step: string; readonly refusal: Refusal }
  | {
      readonly type: "object.observed";
      readonly step: string;
      readonly ref: ObjectRef;
      readonly state: Readiness;
      readonly because: string;
      readonly waitsOn?: readonly string[];
      readonly failsAt?: string;
      readonly evidence: readonly Evidence[];
    }
  | { readonly type: "cause.named"; readonly step: string; readonly cause: Cause }
  | { readonly type: "evidence.captured"; readonly step: string; readonly what: string; readonly evidence: Evidence }
  | { readonly type: "soak.started"; readonly step: string; readonly forSeconds: number }
  | { readonly type: "finding.made"; readonly step: string; readonly finding: Finding }
  | { readonly type: "step.settled"; readonly step: string; readonly verdict: Verdict; readonly because: string }
  | { readonly type: "note"; readonly text: string }
  /** A drill is a run of its own whose chapters are the steps of the scenario; `run` is the deployment that a chapter made. */
  | { readonly type: "chapter.opened"; readonly chapter: string; readonly say: string }
  | { readonly type: "chapter.acted"; readonly chapter: string; readonly did: string; readonly run?: string }
  | {
      readonly type: "claim.tried";
      readonly chapter: string;
      readonly concluded: string;
      readonly why: string;
      /** The query that they trusted and the one that sees the fault, with what each matched at that moment. */
      readonly asked: { readonly query: string; readonly matched: number };
      readonly better: { readonly query: string; readonly matched: number };
      readonly evidence: readonly Evidence[];
    }
  | { readonly type: "evidence.shown"; readonly chapter: string; readonly say: string; readonly evidence: Evidence }
  | { readonly type: "chapter.settled"; readonly chapter: string; readonly verdict: Verdict; readonly because: string }
  | { readonly type: "run.closed"; readonly verdict: Verdict; readonly exit: number; readonly because: string };

/** An event as stored. `seq` counts from 1 without gaps within a run. */
export interface JournalRecord {
  readonly run: string;
  readonly seq: number;
  readonly at: string;
  readonly event: JournalEvent;
}

/** A run that this process may append to. Appends are durable when the promise resolves; a lost epoch is refused with SalvorProblem `fenced`. */
export interface JournalRun {
  readonly id: string;
  readonly epoch: number;
  append(event: JournalEvent): JournalRecord;
}

/** Where events are kept: one per machine and user. Ids of runs sort by time. */
export interface JournalStore {
  open(fields: { title: string; definition: string }): JournalRun;
  records(run: string): readonly JournalRecord[];
  runs(): readonly { readonly id: string; readonly title: string; readonly at: string }[];
  /** The file that holds it. */
  readonly path: string;
  close(): void;
}

/** Told of every record as it is appended; printing and serving listen here and nowhere else. */
export type RunObserver = (record: JournalRecord) => void;
