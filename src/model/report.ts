import type { Certainty } from "./cause.ts";
import type { Evidence, Mode, Verdict } from "./evidence.ts";
import type { JournalEvent, JournalRecord } from "./journal.ts";
import type { Plan, PlannedStep } from "./plan.ts";
import type { Readiness } from "./readiness.ts";
import { describeSubject, objectId, shortName } from "./subject.ts";
import type { Change, ClusterIdentity } from "./world.ts";

/** What a report says of a run, worked out from its journal alone. Seconds are differences of the journal's instants. */

/** A cause that was named. `afterSeconds`: from the first observation of the step that was not well. */
export interface ReportedCause {
  readonly effect: string;
  readonly cause: string;
  readonly rule: string;
  readonly because: string;
  readonly certainty: Certainty;
  readonly confirm?: string;
  readonly at: string;
  readonly afterSeconds: number;
  readonly evidence: readonly Evidence[];
}

/** An object of a step as it was last seen. `states`: how often its state changed on the way there, with the instants. */
export interface ReportedObject {
  readonly name: string;
  readonly state: Readiness;
  readonly because: string;
  readonly at: string;
  readonly states: readonly { readonly state: Readiness; readonly because: string; readonly at: string }[];
  readonly evidence: readonly Evidence[];
}

/** A check or another statement that the run made. */
export interface ReportedFinding {
  readonly check: string;
  readonly verdict: Verdict;
  readonly subject: string;
  readonly summary: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly evidence: readonly Evidence[];
}

/** A step of the plan: what it was to change, and what came of it. Without `verdict` it was not reached or not finished. */
export interface ReportedStep {
  readonly name: string;
  readonly service: string;
  readonly layer: string;
  readonly verdict?: Verdict;
  readonly because?: string;
  readonly seconds?: number;
  readonly changes: readonly ({ readonly object: string } & Pick<Change, "action" | "fields">)[];
  readonly objects: readonly ReportedObject[];
  readonly causes: readonly ReportedCause[];
  readonly findings: readonly ReportedFinding[];
  readonly captured: readonly { readonly what: string; readonly evidence: Evidence }[];
  readonly refusal?: string;
}

/** A claim of the people in a story, tried again. */
export type ReportedClaim = Pick<
  Extract<JournalEvent, { type: "claim.tried" }>,
  "concluded" | "why" | "asked" | "better"
>;

/** A step of a drill, with the deployment that it made. */
export interface ReportedChapter {
  readonly name: string;
  readonly say: string;
  readonly did: readonly string[];
  readonly run?: RunReport;
  readonly claims: readonly ReportedClaim[];
  readonly shown: readonly { readonly say: string; readonly evidence: Evidence }[];
  readonly verdict?: Verdict;
  readonly because?: string;
  readonly seconds?: number;
}

/** A run, or a drill with its chapters. */
export interface RunReport {
  readonly apiVersion: "salvor.dev/v1";
  readonly kind: "RunReport";
  readonly run: string;
  readonly title: string;
  readonly command: string;
  readonly actor: string;
  readonly mode: Mode;
  readonly fleet: string;
  readonly cluster?: ClusterIdentity;
  readonly plan?: string;
  readonly openedAt: string;
  readonly closedAt?: string;
  readonly seconds?: number;
  readonly verdict?: Verdict;
  readonly exit?: number;
  readonly because?: string;
  readonly notes: readonly string[];
  readonly steps: readonly ReportedStep[];
  readonly chapters: readonly ReportedChapter[];
}

/** A kind of report: a file of `catalog/reports`. Pure: the same records give the same bytes. */
export interface ReportKind {
  readonly id: string;
  readonly title: string;
  readonly files: (report: RunReport) => readonly { readonly name: string; readonly text: string }[];
}

/** Seconds between two instants, to the millisecond. */
export function secondsBetween(from: string, to: string): number {
  return Math.round(Date.parse(to) - Date.parse(from)) / 1000;
}

type EventOf<T extends JournalEvent["type"]> = Extract<JournalEvent, { type: T }>;

interface Timed<T extends JournalEvent["type"]> {
  readonly at: string;
  readonly event: EventOf<T>;
}

function pick<T extends JournalEvent["type"]>(records: readonly JournalRecord[], type: T): readonly Timed<T>[] {
  return records.filter((record) => record.event.type === type) as unknown as readonly Timed<T>[];
}

function ofStep<T extends JournalEvent["type"]>(
  records: readonly JournalRecord[],
  type: T,
  step: string,
): readonly Timed<T>[] {
  return pick(records, type).filter(({ event }) => "step" in event && event.step === step);
}

function objectsOf(observed: readonly Timed<"object.observed">[]): readonly ReportedObject[] {
  const seen = new Map<string, Timed<"object.observed">[]>();
  for (const record of observed) {
    const id = objectId(record.event.ref);
    seen.set(id, [...(seen.get(id) ?? []), record]);
  }
  return [...seen.values()].flatMap((records) => {
    const last = records.at(-1);
    if (!last) return [];
    const changes = records.filter(
      (record, index) => index === 0 || record.event.state !== records[index - 1]?.event.state,
    );
    return {
      name: shortName(last.event.ref),
      state: last.event.state,
      because: last.event.because,
      at: last.at,
      states: changes.map(({ at, event }) => ({ state: event.state, because: event.because, at })),
      evidence: last.event.evidence,
    };
  });
}

/** Surer causes come first. One that is named again has become surer: it is told once, as it was known in the end. */
function causesOf(records: readonly JournalRecord[], step: string): readonly ReportedCause[] {
  const trouble = ofStep(records, "object.observed", step).find(({ event }) => event.state !== "ready");
  const causes = new Map<string, ReportedCause>();
  for (const { at, event } of ofStep(records, "cause.named", step)) {
    const { cause } = event;
    const key = [cause.effect, cause.rule, cause.cause].join(" ");
    const first = causes.get(key);
    causes.set(key, {
      effect: describeId(cause.effect),
      cause: describeId(cause.cause),
      rule: cause.rule,
      because: cause.because,
      certainty: cause.certainty,
      ...(cause.confirm === undefined ? {} : { confirm: cause.confirm }),
      at: first?.at ?? at,
      afterSeconds: first?.afterSeconds ?? secondsBetween(trouble?.at ?? at, at),
      evidence: cause.evidence,
    });
  }
  return [...causes.values()].sort((one, other) => sureness[one.certainty] - sureness[other.certainty]);
}

const sureness: Readonly<Record<Certainty, number>> = { certain: 0, likely: 1, possible: 2 };

/** A vertex id as a person reads it: `cluster:apps/Deployment/shop/api` is `Deployment/shop/api`. */
export function describeId(id: string): string {
  const match = /^[^:]*:(?:[^/]*)\/([^/]+)\/([^/]*)\/(.+)$/.exec(id);
  if (!match) return id.replace(":", " ");
  return [match[1], match[2], match[3]].filter((part) => part).join("/");
}

function stepOf(records: readonly JournalRecord[], layer: string, planned: PlannedStep): ReportedStep {
  const { name } = planned;
  const started = ofStep(records, "step.intended", name)[0];
  const settled = ofStep(records, "step.settled", name)[0];
  const refused = ofStep(records, "step.refused", name)[0];
  return {
    name,
    service: planned.service,
    layer,
    ...(settled ? { verdict: settled.event.verdict, because: settled.event.because } : {}),
    ...(started && settled ? { seconds: secondsBetween(started.at, settled.at) } : {}),
    changes: planned.changes.map(({ ref, action, fields }) => ({ object: shortName(ref), action, fields })),
    objects: objectsOf(ofStep(records, "object.observed", name)),
    causes: causesOf(records, name),
    findings: ofStep(records, "finding.made", name).map(({ event: { finding } }) => ({
      check: finding.check,
      verdict: finding.verdict,
      subject: describeSubject(finding.subject),
      summary: finding.summary,
      ...(finding.expected === undefined ? {} : { expected: finding.expected }),
      ...(finding.actual === undefined ? {} : { actual: finding.actual }),
      evidence: finding.evidence,
    })),
    captured: ofStep(records, "evidence.captured", name).map(({ event }) => ({
      what: event.what,
      evidence: event.evidence,
    })),
    ...(refused ? { refusal: refused.event.refusal.message } : {}),
  };
}

function stepsOf(records: readonly JournalRecord[], plan: Plan | undefined): readonly ReportedStep[] {
  return (plan?.layers ?? []).flatMap((layer) => layer.steps.map((step) => stepOf(records, layer.name, step)));
}

/** Reads the records of another run. */
export type RecordsOf = (run: string) => readonly JournalRecord[];

function chapterOf(
  records: readonly JournalRecord[],
  opened: Timed<"chapter.opened">,
  recordsOf: RecordsOf,
): ReportedChapter {
  const { chapter, say } = opened.event;
  const of = <T extends JournalEvent["type"]>(type: T): readonly Timed<T>[] =>
    pick(records, type).filter(({ event }) => "chapter" in event && event.chapter === chapter);
  const settled = of("chapter.settled")[0];
  const acted = of("chapter.acted");
  const run = acted.find(({ event }) => event.run !== undefined)?.event.run;
  return {
    name: chapter,
    say,
    did: acted.map(({ event }) => event.did),
    ...(run === undefined ? {} : { run: reportOf(recordsOf(run), recordsOf) }),
    claims: of("claim.tried").map(({ event: { concluded, why, asked, better } }) => ({
      concluded,
      why,
      asked,
      better,
    })),
    shown: of("evidence.shown").map(({ event }) => ({ say: event.say, evidence: event.evidence })),
    ...(settled
      ? {
          verdict: settled.event.verdict,
          because: settled.event.because,
          seconds: secondsBetween(opened.at, settled.at),
        }
      : {}),
  };
}

/**
 * The report of a run from its records, all of them and nothing else. Throws a RangeError when there are none: a run
 * that wrote nothing has no report.
 */
export function reportOf(records: readonly JournalRecord[], recordsOf: RecordsOf): RunReport {
  const opened = pick(records, "run.opened")[0];
  const head = records[0];
  if (!opened || !head) throw new RangeError("no run was opened in these records");
  const closed = pick(records, "run.closed").at(-1);
  const plan = pick(records, "run.planned").at(-1)?.event.plan;
  const { title, command, actor, mode, fleet } = opened.event;
  return {
    apiVersion: "salvor.dev/v1",
    kind: "RunReport",
    run: head.run,
    title,
    command,
    actor,
    mode,
    fleet,
    ...(plan ? { cluster: plan.cluster, plan: plan.digest } : {}),
    openedAt: opened.at,
    ...(closed
      ? {
          closedAt: closed.at,
          seconds: secondsBetween(opened.at, closed.at),
          verdict: closed.event.verdict,
          exit: closed.event.exit,
          because: closed.event.because,
        }
      : {}),
    notes: pick(records, "note").map(({ event }) => event.text),
    steps: stepsOf(records, plan),
    chapters: pick(records, "chapter.opened").map((chapter) => chapterOf(records, chapter, recordsOf)),
  };
}
