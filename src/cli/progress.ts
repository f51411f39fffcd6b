import type { Verdict } from "../model/evidence.ts";
import type { JournalEvent, JournalRecord } from "../model/journal.ts";
import type { Plan, PlannedStep } from "../model/plan.ts";
import type { Readiness } from "../model/readiness.ts";
import { describeId } from "../model/report.ts";
import { objectId, shortName } from "../model/subject.ts";

/** An object of a step, as the last record said. Instants are RFC 3339; `since` is when it came into this state. */
export interface ObjectProgress {
  readonly name: string;
  readonly state: Readiness;
  readonly because: string;
  readonly since: string;
  readonly waitsOn: readonly string[];
  /** When this state, unchanged, is called failed: by a grace of its own, or by the step's deadline. */
  readonly failsAt?: string;
}

/** A step. Without `startedAt` its turn has not come. */
export interface StepProgress {
  readonly name: string;
  readonly layer: string;
  readonly timeoutSeconds: number;
  readonly objects: Map<string, ObjectProgress>;
  startedAt?: string;
  deadline?: string;
  soak?: { readonly since: string; readonly forSeconds: number };
  settled?: { readonly at: string; readonly verdict: Verdict; readonly because: string };
}

/** What the records of one run add up to while it goes on. */
export interface Progress {
  run: string;
  openedAt: string;
  layers: readonly string[];
  readonly steps: Map<string, StepProgress>;
}

/** Nothing yet. */
export function noProgress(): Progress {
  return { run: "", openedAt: "", layers: [], steps: new Map() };
}

function later(instant: string, seconds: number): string {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

function begin(progress: Progress, plan: Plan): void {
  progress.layers = plan.layers.map((layer) => layer.name);
  progress.steps.clear();
  for (const layer of plan.layers)
    for (const step of layer.steps) progress.steps.set(step.name, start(layer.name, step));
}

function start(layer: string, { name, timeoutSeconds }: PlannedStep): StepProgress {
  return { name, layer, timeoutSeconds, objects: new Map() };
}

function observe(step: StepProgress, at: string, event: Extract<JournalEvent, { type: "object.observed" }>): void {
  const id = objectId(event.ref);
  const before = step.objects.get(id);
  const failsAt = event.failsAt ?? step.deadline;
  step.objects.set(id, {
    name: shortName(event.ref),
    state: event.state,
    because: event.because,
    since: before?.state === event.state ? before.since : at,
    waitsOn: (event.waitsOn ?? []).map(describeId),
    ...(failsAt === undefined ? {} : { failsAt }),
  });
}

/** Adds a record. A new plan begins a new picture. */
export function advance(progress: Progress, { run, at, event }: JournalRecord): void {
  if (event.type === "run.opened") Object.assign(progress, { run, openedAt: at });
  if (event.type === "run.planned") begin(progress, event.plan);
  const step = "step" in event ? progress.steps.get(event.step) : undefined;
  if (!step) return;
  if (event.type === "step.intended") {
    step.startedAt = at;
    step.deadline = later(at, step.timeoutSeconds);
  } else if (event.type === "object.observed") observe(step, at, event);
  else if (event.type === "soak.started") step.soak = { since: at, forSeconds: event.forSeconds };
  else if (event.type === "step.settled") step.settled = { at, verdict: event.verdict, because: event.because };
}
