import type { Verdict } from "../model/evidence.ts";
import type { JournalEvent, JournalRecord } from "../model/journal.ts";
import type { PlannedLayer } from "../model/plan.ts";
import { type ExitCode, exitCodes, SalvorProblem } from "../model/problem.ts";
import type { Run } from "../model/run.ts";
import { groupKind, type ObjectRef } from "../model/subject.ts";
import type { Declared, HeldLease } from "../model/world.ts";
import { addDeclared } from "./declared.ts";
import { foldRun } from "./fold.ts";
import { observe } from "./observe.ts";
import type { RunOptions } from "./options.ts";
import { listsFor, plannedRefs } from "./scope.ts";
import { sharedCauses } from "./shared-causes.ts";
import type { Stage } from "./stage.ts";
import { runStep } from "./step.ts";

/** How long a lease lasts unless it is renewed: long enough for a slow server, short enough to wait for after a crash. */
const leaseSeconds = 20;

/**
 * Does what the plan says and accepts nothing that was not seen: lease, then layer by layer each step's intent, effect
 * and proof. What failed stays as it is, with its evidence in the journal. A sick cluster is an answer, not an error:
 * the run's `exit` tells.
 */
export async function runPlan(options: RunOptions): Promise<Run> {
  const { journal, plan, observer, signal } = options;
  const run = journal.open({ title: options.title, definition: plan.digest });
  const records: JournalRecord[] = [];
  const append = (event: JournalEvent): JournalRecord => {
    const record = run.append(event);
    records.push(record);
    observer(record);
    return record;
  };
  const { title, command, actor, approval } = options;
  append({ type: "run.opened", title, mode: plan.cluster.mode, fleet: plan.fleet, command, actor });
  append({ type: "run.planned", plan });
  append({ type: "run.approved", digest: plan.digest, ...approval });
  const close = (ending?: { exit: ExitCode; because: string }): Run => {
    const { verdict, exit, because } = foldRun(records);
    append({ type: "run.closed", verdict, exit, because, ...(ending ? { ...ending, verdict: "unknown" } : {}) });
    return foldRun(records);
  };
  try {
    await underLease(options, { id: run.id, epoch: run.epoch, append });
  } catch (error) {
    if (error instanceof SalvorProblem) return close({ exit: error.exit, because: `${error.message} ${error.hint}` });
    const because = error instanceof Error ? error.message : String(error);
    close({ exit: exitCodes.fault, because: `Salvor itself failed: ${because}` });
    throw error;
  }
  for (const text of sharedCauses(foldRun(records))) append({ type: "note", text });
  return signal.aborted ? close({ exit: exitCodes.interrupted, because: "The run was interrupted." }) : close();
}

interface OpenRun {
  readonly id: string;
  readonly epoch: number;
  append(event: JournalEvent): JournalRecord;
}

async function underLease(options: RunOptions, { id, epoch, append }: OpenRun): Promise<void> {
  const { name, namespace } = options.lock;
  const holder = `${options.actor} (run ${id})`;
  const taken = await options.leases.acquire({ name, namespace, holder, ttlSeconds: leaseSeconds });
  if ("heldBy" in taken) {
    const { heldBy } = taken;
    const why = `${heldBy.holder} holds it until ${heldBy.expiresAt}, last renewed ${heldBy.renewedAt}`;
    append({ type: "lease.refused", name: `${namespace}/${name}`, why });
    return;
  }
  if ("refused" in taken) {
    const { message, evidence } = taken.refused;
    append({ type: "lease.refused", name: `${namespace}/${name}`, why: message, evidence });
    return;
  }
  append({ type: "lease.acquired", name, namespace, holder, epoch });
  try {
    await lookAndAct(options, taken.held, append);
  } finally {
    await taken.held.release();
  }
}

/** Looks as long as the run goes on, and runs its layers. */
async function lookAndAct(options: RunOptions, lease: HeldLease, append: OpenRun["append"]): Promise<void> {
  const { world, catalog, plan, signal } = options;
  const over = new AbortController();
  const looking = AbortSignal.any([signal, over.signal]);
  const acting = AbortSignal.any([signal, lease.lost]);
  const observation = await observe({ world, catalog, lists: listsFor(plan, catalog), live: true, signal: looking });
  try {
    const refs = plannedRefs(plan, catalog);
    addDeclared(observation.graph, placedAs(options.declared, refs));
    const stage: Stage = {
      world: { ...world, writer: options.writer(lease) },
      catalog,
      observation,
      append,
      signal: acting,
    };
    for (const layer of plan.layers) {
      if (acting.aborted || !(await runLayer(stage, layer))) break;
    }
    if (lease.lost.aborted && !signal.aborted) {
      append({ type: "lease.lost", name: `${lease.namespace}/${lease.name}`, why: lossOf(lease) });
    }
  } finally {
    over.abort();
    await observation.ended();
  }
}

/** Somebody took it, it was deleted, or it ran out: a person does something else about each. */
function lossOf({ lost }: HeldLease): string {
  const reason: unknown = lost.reason;
  return reason instanceof Error ? reason.message : "it could not be renewed in time";
}

/**
 * Runs the steps of a layer beside one another, each after those that it depends on. One that fails does not stop the
 * others; one whose dependency is not proven is not begun. Resolves with whether all are proven, or meant to be idle.
 */
async function runLayer(stage: Stage, { steps }: PlannedLayer): Promise<boolean> {
  const running = new Map<string, Promise<Verdict>>();
  for (const step of steps) {
    const before = step.dependsOn.flatMap((name) => running.get(name) ?? []);
    running.set(
      step.name,
      Promise.all(before).then((verdicts): Promise<Verdict> | Verdict =>
        verdicts.every(isDone) && !stage.signal.aborted ? runStep(stage, step) : "unknown",
      ),
    );
  }
  const settled = await Promise.allSettled(running.values());
  for (const one of settled) if (one.status === "rejected") throw one.reason;
  return settled.every((one) => one.status === "fulfilled" && isDone(one.value));
}

function isDone(verdict: Verdict): boolean {
  return verdict === "pass" || verdict === "skipped";
}

/** The objects as planned: a manifest that says no namespace was given one. */
function placedAs(declared: readonly Declared[], refs: readonly ObjectRef[]): readonly Declared[] {
  return declared.map((one) => {
    const { ref } = one.source;
    const planned = refs.find(
      (other) =>
        groupKind(other) === groupKind(ref) &&
        other.name === ref.name &&
        (ref.namespace === undefined || ref.namespace === other.namespace),
    );
    const namespace = planned?.namespace;
    if (namespace === undefined || ref.namespace !== undefined) return one;
    return { ...one, object: { ...one.object, metadata: { ...one.object.metadata, namespace } } };
  });
}
