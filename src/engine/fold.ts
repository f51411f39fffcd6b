import type { Cause } from "../model/cause.ts";
import type { Verdict } from "../model/evidence.ts";
import type { Finding } from "../model/finding.ts";
import type { JournalEvent, JournalRecord } from "../model/journal.ts";
import type { PlannedStep } from "../model/plan.ts";
import { type ExitCode, exitCodes, worstExit } from "../model/problem.ts";
import type { Run, RunObject, RunStep } from "../model/run.ts";
import { objectId } from "../model/subject.ts";
import type { Refusal } from "../model/world.ts";

interface StepSoFar {
  readonly name: string;
  readonly layer: string;
  readonly objects: Map<string, RunObject>;
  readonly causes: Cause[];
  readonly findings: Finding[];
  startedAt?: string;
  settledAt?: string;
  verdict?: Verdict;
  because?: string;
  refusal?: Refusal;
}

interface SoFar {
  readonly id: string;
  readonly steps: Map<string, StepSoFar>;
  title: string;
  fleet: string;
  openedAt: string;
  digest?: string;
  refused?: string;
  closed?: { readonly at: string } & Extract<JournalEvent, { type: "run.closed" }>;
}

type OfStep = Extract<JournalEvent, { readonly step: string }>;

/** What the records of one run add up to: pure, the same for a run that goes on, one that ended and one that was killed. */
export function foldRun(records: readonly JournalRecord[]): Run {
  const first = records[0];
  const run: SoFar = { id: first?.run ?? "", steps: new Map(), title: "", fleet: "", openedAt: first?.at ?? "" };
  for (const { at, event } of records) {
    if ("step" in event) foldStep(run.steps.get(event.step), at, event);
    else foldEvent(run, at, event);
  }
  const steps = [...run.steps.values()].map(finished);
  const summed = sumUp(run, steps);
  const { id, title, fleet, openedAt, digest, closed } = run;
  return {
    id,
    title,
    fleet,
    openedAt,
    steps,
    ...(digest === undefined ? {} : { digest }),
    ...summed,
    ...(closed
      ? { closedAt: closed.at, verdict: closed.verdict, exit: closed.exit as ExitCode, because: closed.because }
      : {}),
  };
}

function foldEvent(run: SoFar, at: string, event: Exclude<JournalEvent, OfStep>): void {
  if (event.type === "run.opened") Object.assign(run, { title: event.title, fleet: event.fleet, openedAt: at });
  else if (event.type === "run.planned") {
    run.digest = event.plan.digest;
    for (const layer of event.plan.layers)
      for (const step of layer.steps) run.steps.set(step.name, begin(layer.name, step));
  } else if (event.type === "lease.refused" || event.type === "lease.lost") run.refused = event.why;
  else if (event.type === "run.closed") run.closed = { ...event, at };
}

function begin(layer: string, { name }: PlannedStep): StepSoFar {
  return { name, layer, objects: new Map(), causes: [], findings: [] };
}

function foldStep(step: StepSoFar | undefined, at: string, event: OfStep): void {
  if (!step) return;
  if (event.type === "step.intended") step.startedAt = at;
  else if (event.type === "step.refused") step.refusal = event.refusal;
  else if (event.type === "object.observed") observe(step, at, event);
  else if (event.type === "cause.named") nameCause(step.causes, event.cause);
  else if (event.type === "finding.made") step.findings.push(event.finding);
  else if (event.type === "step.settled")
    Object.assign(step, { settledAt: at, verdict: event.verdict, because: event.because });
}

/** A cause that is named again has become surer, and takes the place of the first. */
function nameCause(causes: Cause[], cause: Cause): void {
  const known = causes.findIndex(
    (one) => one.effect === cause.effect && one.rule === cause.rule && one.cause === cause.cause,
  );
  causes.splice(known < 0 ? causes.length : known, known < 0 ? 0 : 1, cause);
}

function observe(step: StepSoFar, at: string, event: Extract<JournalEvent, { type: "object.observed" }>): void {
  const id = objectId(event.ref);
  const before = step.objects.get(id);
  const { ref, state, because, waitsOn = [], failsAt } = event;
  const since = before?.state === state ? before.since : at;
  step.objects.set(id, { ref, state, because, since, waitsOn, ...(failsAt === undefined ? {} : { failsAt }) });
}

function finished({ objects, ...step }: StepSoFar): RunStep {
  return { ...step, objects: [...objects.values()] };
}

/** The exit that a refused write leads to: whose the fields are and who may write is refused, not failed. */
function exitOfRefusal({ code }: Refusal): ExitCode {
  if (code === "conflict" || code === "fenced" || code === "forbidden") return exitCodes.refused;
  return code === "unreachable" || code === "busy" ? exitCodes.unproven : exitCodes.failed;
}

function exitOfStep(step: RunStep): ExitCode {
  if (step.refusal) return exitOfRefusal(step.refusal);
  if (step.verdict === "fail") return exitCodes.failed;
  return step.verdict === "pass" || step.verdict === "skipped" ? exitCodes.proven : exitCodes.unproven;
}

function sumUp({ refused }: SoFar, steps: readonly RunStep[]): Pick<Run, "verdict" | "exit" | "because"> {
  if (refused !== undefined) {
    return { verdict: "unknown", exit: exitCodes.refused, because: `Nothing more was written: ${refused}` };
  }
  const failed = steps.filter((step) => step.verdict === "fail");
  const proven = steps.filter((step) => step.verdict === "pass");
  const reached = worstExit(
    steps.filter((step) => step.startedAt !== undefined || failed.length === 0).map(exitOfStep),
  );
  const exit = reached === exitCodes.proven && proven.length === 0 ? exitCodes.unproven : reached;
  const count = `${proven.length} of ${steps.length} steps are proven`;
  if (exit === exitCodes.proven) return { verdict: "pass", exit, because: `All is proven: ${count}.` };
  if (failed.length > 0) return { verdict: "fail", exit, because: `${count}; ${names(failed)} failed.` };
  const open = steps.filter((step) => step.verdict !== "pass" && step.verdict !== "skipped");
  return { verdict: "unknown", exit, because: `${count}; ${names(open)} could not be proven.` };
}

function names(steps: readonly RunStep[]): string {
  const shown = steps.slice(0, 5).map(({ name }) => name);
  return steps.length > shown.length ? `${shown.join(", ")} and ${steps.length - shown.length} more` : shown.join(", ");
}
