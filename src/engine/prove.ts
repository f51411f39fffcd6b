import type { Look, Verdict } from "../model/evidence.ts";
import type { KubeObject } from "../model/kubernetes/object.ts";
import { type Readiness, type ReadinessVerdict, verdictOf } from "../model/readiness.ts";
import { type ObjectRef, objectId, shortName } from "../model/subject.ts";
import { rememberStart } from "./at-start.ts";
import { askStanding, departedEnd, unlookedEnd } from "./last-look.ts";
import { type CauseNamer, nameCauses } from "./name-causes.ts";
import { createMemory } from "./past.ts";
import { judge } from "./readiness.ts";
import type { ProofOf, Stage, StepEnd, Watched } from "./stage.ts";

/** Seconds that the rest of a step gets once a part of it has failed: to show what else is wrong. */
const restSeconds = 15;

/** Seconds between two looks where nothing happens: graces run out without an event. */
const tickSeconds = 1;

/** Changes come in bursts; one judgement for all of them is enough. */
const burstSeconds = 0.05;

/** Judges what a step expects until it is proven, has failed, or its time is over. Every change of state is journaled. */
export async function prove(stage: Stage, of: ProofOf): Promise<StepEnd> {
  const start = rememberStart(stage.observation.graph, of);
  const watched = await readBack(stage, of, start);
  const named = nameCauses(stage, of.step.name);
  const deadline = Date.parse(of.startedAt) + of.step.timeoutSeconds * 1000;
  const progress: Progress = {};
  for (;;) {
    await stage.observation.round();
    const now = stage.world.clock.now();
    for (const one of watched) judgeAgain(stage, of, one, now);
    named.now(watched);
    if (stage.signal.aborted) return { verdict: "unknown", because: "interrupted" };
    const time = Date.parse(now);
    const end = await endNow(stage, of, { watched, named, progress, time, late: time >= deadline });
    if (end) return end;
    await stage.observation.changed(Math.min(tickSeconds, Math.max(0.01, (deadline - time) / 1000)));
    await stage.world.clock.sleep(burstSeconds, stage.signal);
  }
}

/** How a step ends now: proven after a last look, failed, or not known where nobody can look; undefined: it goes on. */
async function endNow(stage: Stage, of: ProofOf, moment: Moment): Promise<StepEnd | undefined> {
  const course = courseOf(stage, of, moment);
  const last = course === "good" ? await lastLook(stage, of, moment.watched) : undefined;
  if (last && "verdict" in last) return last;
  if (course !== "bad" && !moment.late) return undefined;
  return last ? unlookedEnd(last.unasked) : failedEnd(stage, of, moment);
}

/** Reads every object after it was written: a judgement never rests on what was there before. */
async function readBack(
  stage: Stage,
  { expectations }: ProofOf,
  atStart: ReturnType<typeof rememberStart>,
): Promise<readonly Watched[]> {
  const watched: Watched[] = [];
  for (const wanted of expectations) {
    if (wanted.kind !== "ready") continue;
    const { ref } = wanted;
    const id = objectId(ref);
    const look = await readAgain(stage, ref);
    if (!look.seen) stage.observation.graph.add({ covers: id, look });
    watched.push({ ref, id, wanted, memory: createMemory(atStart) });
  }
  return watched;
}

/** Reads an object, and keeps it if it is there. */
async function readAgain({ world, observation }: Stage, ref: ObjectRef): Promise<Look<KubeObject | null>> {
  const look = await world.kube.get(ref);
  if (look.seen && look.value) {
    const value = { ...look.value, apiVersion: ref.apiVersion, kind: ref.kind };
    const subject = { kind: "object", ref } as const;
    observation.graph.add({ vertex: { id: objectId(ref), subject, value, evidence: look.evidence } });
  }
  return look;
}

function judgeAgain(stage: Stage, of: ProofOf, one: Watched, now: string): void {
  const { graph } = stage.observation;
  const past = one.memory.judgement(now);
  const verdict = notYet(stage, one) ?? judge(one.ref, { graph, rules: stage.catalog.readiness }, past);
  const last = one.verdict;
  one.verdict = verdict;
  const { state, because, evidence, waitsOn, failsAt } = verdict;
  if (last && last.state === state && last.because === because) return;
  stage.append({
    type: "object.observed",
    step: of.step.name,
    ref: one.ref,
    state,
    because,
    evidence,
    ...(waitsOn === undefined ? {} : { waitsOn }),
    ...(failsAt === undefined ? {} : { failsAt }),
  });
}

/** What was seen is still the object as it was before it was written. */
function notYet(stage: Stage, { id, wanted }: Watched): ReadinessVerdict | undefined {
  const seen = stage.observation.graph.sight(id);
  const metadata = seen.seen ? (seen.value?.value as KubeObject | undefined)?.metadata : undefined;
  if (!metadata || metadata.uid !== wanted.uid) return undefined;
  const because = "what was written has not been read back yet";
  const older = (metadata.generation ?? 0) < (wanted.generation ?? 0);
  return older ? { state: "progressing", because, evidence: [seen.evidence] } : undefined;
}

/** Since when a part of the step has failed, or all of it has been well (milliseconds). */
interface Progress {
  failedAt?: number | undefined;
  soak?: { readonly since: number; readonly restarts: number } | undefined;
}

interface Moment {
  readonly watched: readonly Watched[];
  readonly named: CauseNamer;
  readonly progress: Progress;
  readonly time: number;
  /** The deadline has passed. */
  readonly late: boolean;
}

function courseOf(stage: Stage, of: ProofOf, moment: Moment): "good" | "bad" | undefined {
  const { watched, progress, time } = moment;
  if (watched.some((one) => stateOf(one) === "failed")) {
    progress.failedAt ??= time;
    progress.soak = undefined;
    return isStuck(watched) || time - progress.failedAt > restSeconds * 1000 ? "bad" : undefined;
  }
  progress.failedAt = undefined;
  if (!watched.every((one) => isSettled(one, watched))) {
    progress.soak = undefined;
    return undefined;
  }
  const soak = soaking(stage, of, moment);
  return time - soak.since >= of.step.stableForSeconds * 1000 ? "good" : undefined;
}

/**
 * What was followed may be out of date, and somebody may have changed it since it was written. Before it counts, each
 * object is read once more, and the server is asked whether it stands as declared. Undefined: it is not ready any more.
 */
async function lastLook(
  stage: Stage,
  of: ProofOf,
  watched: readonly Watched[],
): Promise<StepEnd | { readonly unasked: string } | undefined> {
  const before = good(watched);
  if (before.verdict === "unknown") return before;
  for (const { ref } of watched) {
    const look = await readAgain(stage, ref);
    if (!look.seen) return { unasked: look.why };
  }
  const now = stage.world.clock.now();
  for (const one of watched) judgeAgain(stage, of, one, now);
  if (!watched.every((one) => isSettled(one, watched))) return undefined;
  const standing = await askStanding(stage, of);
  if ("unasked" in standing) return standing.forGood ? unlookedEnd(standing.unasked) : standing;
  return standing.departed.length > 0 ? departedEnd(standing.departed) : good(watched);
}

function stateOf({ verdict }: Watched): Readiness {
  return verdict?.state ?? "progressing";
}

function isSettled(one: Watched, all: readonly Watched[]): boolean {
  return ["ready", "suspended", "unverified"].includes(stateOf(one)) || waitsOnlyFor(one, all, ["unverified"]);
}

/** Whether all that an object waits for is in one of these states: it will not get further than they. */
function waitsOnlyFor({ verdict }: Watched, all: readonly Watched[], states: readonly Readiness[]): boolean {
  const waits = (verdict?.waitsOn ?? []).flatMap((id) => all.find((other) => other.id === id) ?? []);
  return waits.length > 0 && waits.every((other) => states.includes(stateOf(other)));
}

/** Nothing can change any more: each object is settled, has failed, or waits for one that has. */
function isStuck(watched: readonly Watched[]): boolean {
  return watched.every(
    (one) =>
      stateOf(one) === "failed" || isSettled(one, watched) || waitsOnlyFor(one, watched, ["failed", "unverified"]),
  );
}

/** A soak begins again when a container restarts, even if everything is ready at every look. */
function soaking(stage: Stage, { step }: ProofOf, { watched, progress, time }: Moment): { readonly since: number } {
  const restarts = watched.reduce((sum, { verdict }) => sum + (verdict?.restarts ?? 0), 0);
  if (progress.soak && restarts <= progress.soak.restarts) return progress.soak;
  if (step.stableForSeconds > 0) {
    stage.append({ type: "soak.started", step: step.name, forSeconds: step.stableForSeconds });
  }
  progress.soak = { since: time, restarts };
  return progress.soak;
}

function good(watched: readonly Watched[]): StepEnd {
  const of = (verdict: Verdict): readonly Watched[] =>
    watched.filter((one) => verdictOf(stateOf(one), false) === verdict);
  const unknown = of("unknown");
  if (unknown.length > 0) return { verdict: "unknown", because: sentence(unknown) };
  const idle = of("skipped");
  if (idle.length > 0 && idle.length === watched.length) return { verdict: "skipped", because: sentence(idle) };
  return { verdict: "pass", because: "ready" };
}

/** What somebody has changed since it was written may be why it failed, so that is asked here too. */
async function failedEnd(stage: Stage, of: ProofOf, { watched, named }: Moment): Promise<StepEnd> {
  const failed = watched.filter((one) => stateOf(one) === "failed");
  const late = watched.filter((one) => verdictOf(stateOf(one), true) === "fail");
  const standing = await askStanding(stage, of);
  const departed = new Set("departed" in standing ? standing.departed.map(({ ref }) => objectId(ref)) : []);
  named.last((failed.length > 0 ? failed : late).filter(({ id }) => !departed.has(id)));
  if (failed.length > 0) return { verdict: "fail", because: sentence(failed) };
  return { verdict: "fail", because: `not ready after ${of.step.timeoutSeconds} s: ${sentence(late)}` };
}

function sentence(watched: readonly Watched[]): string {
  const told = watched.slice(0, 4).map(({ ref, verdict }) => `${shortName(ref)}: ${verdict?.because ?? "not judged"}`);
  const more = watched.length > told.length ? [`and ${watched.length - told.length} more`] : [];
  return [...told, ...more].join("; ");
}
