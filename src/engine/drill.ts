import type { Evidence, Verdict } from "../model/evidence.ts";
import type { JournalEvent, JournalStore, RunObserver } from "../model/journal.ts";
import type { KubeObject } from "../model/kubernetes/object.ts";
import type { ContainerStatus, Pod } from "../model/kubernetes/pod.ts";
import { type ExitCode, exitCodes, SalvorProblem } from "../model/problem.ts";
import { reportOf } from "../model/report.ts";
import type { Claim, Question, Scenario, ScenarioFault, ScenarioStep, ShownLog } from "../model/scenario.ts";
import type { ObjectRef } from "../model/subject.ts";
import type { Clock, KubeReader } from "../model/world.ts";
import { differences } from "./expected.ts";

/** What the people of a story do to the cluster, unproven, and the faults that befall it. */
export interface RehearsalPort {
  /** As `kubectl apply` would; resolves with a sentence of what was done. */
  apply(path: string): Promise<string>;
  addFault(fault: ScenarioFault): Promise<void>;
  removeFault(name: string): Promise<void>;
}

/** What a drill needs of the outside. `deploy` is the verb that users have, with the scenario's approval. */
export interface DrillPorts {
  readonly clock: Clock;
  readonly kube: KubeReader;
  readonly journal: JournalStore;
  readonly rehearsal: RehearsalPort;
  readonly observe: RunObserver;
  deploy(path: string): Promise<{ readonly run: string; readonly exit: ExitCode }>;
}

/** Which drill, until which of its steps, and who asked for it with which command. */
export interface DrillOptions {
  readonly scenario: Scenario;
  readonly until?: string;
  readonly host: { readonly actor: string; readonly command: string; readonly signal: AbortSignal };
}

interface Drill extends DrillPorts {
  readonly scenario: Scenario;
  readonly signal: AbortSignal;
  append(event: JournalEvent): void;
}

interface Settled {
  readonly verdict: Verdict;
  readonly because: string;
  readonly exit: ExitCode;
}

/**
 * Plays a scenario step by step and holds every answer against the one that it expects. Resolves with the run and its
 * exit: that of the last deployment where all was as expected, 1 where it was not, 3 where something stayed unknown
 * that should not have.
 */
export async function runDrill(options: DrillOptions, ports: DrillPorts): Promise<{ run: string; exit: ExitCode }> {
  const { scenario } = options;
  const { actor, command, signal } = options.host;
  const steps = stepsUntil(scenario, options.until);
  const run = ports.journal.open({ title: scenario.title, definition: `scenario/${scenario.name}` });
  const drill: Drill = { ...ports, scenario, signal, append: (event) => ports.observe(run.append(event)) };
  drill.append({ type: "run.opened", title: scenario.title, mode: "rehearsal", fleet: scenario.name, command, actor });
  for (const fault of scenario.faults) await ports.rehearsal.addFault(fault);
  const settled: Settled[] = [];
  for (const step of steps) {
    if (signal.aborted) break;
    settled.push(await play(drill, step));
    if (settled.at(-1)?.verdict !== "pass") break;
  }
  return { run: run.id, exit: close(drill, { steps, settled, aborted: signal.aborted }) };
}

function stepsUntil(scenario: Scenario, until: string | undefined): readonly ScenarioStep[] {
  if (until === undefined) return scenario.steps;
  const index = scenario.steps.findIndex(({ name }) => name === until);
  if (index >= 0) return scenario.steps.slice(0, index + 1);
  throw new SalvorProblem({
    code: "no-such-step",
    message: `The scenario ${scenario.name} has no step called ${until}.`,
    hint: `Its steps are ${scenario.steps.map(({ name }) => name).join(", ")}.`,
    exit: exitCodes.usage,
  });
}

function close(
  drill: Drill,
  { steps, settled, aborted }: { steps: readonly ScenarioStep[]; settled: readonly Settled[]; aborted: boolean },
): ExitCode {
  const last = settled.at(-1);
  const end = (verdict: Verdict, exit: ExitCode, because: string): ExitCode => {
    drill.append({ type: "run.closed", verdict, exit, because });
    return exit;
  };
  if (aborted) return end("unknown", exitCodes.interrupted, "The drill was interrupted.");
  if (!last || last.verdict === "unknown") {
    return end("unknown", exitCodes.unproven, "Something stayed unknown that the scenario expects to be known.");
  }
  if (last.verdict !== "pass") {
    const name = steps[settled.length - 1]?.name;
    return end("fail", exitCodes.failed, `The step ${name} did not end as the scenario expects.`);
  }
  const count = `${settled.length} of ${drill.scenario.steps.length} steps`;
  if (last.exit === exitCodes.proven)
    return end("pass", last.exit, `${count} ended as expected, and the fleet is proven.`);
  const verdict = last.exit === exitCodes.unproven ? "unknown" : "fail";
  return end(verdict, last.exit, `${count} ended as expected, and the fleet is not well at this point of the story.`);
}

async function play(drill: Drill, step: ScenarioStep): Promise<Settled> {
  const chapter = step.name;
  drill.append({ type: "chapter.opened", chapter, say: step.say });
  const acted = await act(drill, step).catch((error: unknown) => {
    if (error instanceof SalvorProblem) return error;
    throw error;
  });
  if (acted instanceof SalvorProblem) return settle(drill, chapter, [`${acted.message} ${acted.hint}`], acted.exit);
  if (drill.signal.aborted) return settle(drill, chapter, ["It was interrupted."], exitCodes.unproven);
  const wrong: string[] = [];
  for (const claim of step.claims) wrong.push(...(await tryClaim(drill, chapter, claim)));
  for (const shown of step.shows) wrong.push(...(await showLog(drill, chapter, shown)));
  if (acted && step.expect) {
    if (acted.exit === exitCodes.proven && step === drill.scenario.steps.at(-1)) await tellLeftBehind(drill, chapter);
    const report = reportOf(drill.journal.records(acted.run), (id) => drill.journal.records(id));
    wrong.push(...differences(step.expect, report, acted.exit));
    if (wrong.length > 0 && acted.exit === exitCodes.unproven) return settle(drill, chapter, wrong, acted.exit);
  }
  return settle(drill, chapter, wrong, acted?.exit ?? exitCodes.proven);
}

/** What failed before the story began and is no part of the fleet must not be forgotten in a good ending. */
async function tellLeftBehind({ kube, append }: Drill, chapter: string): Promise<void> {
  const look = await kube.list({ apiVersion: "v1", kind: "Pod", fieldSelector: "status.phase=Failed" });
  for (const { value, evidence } of look.seen ? look.value.items : []) {
    const { namespace, name } = value.metadata;
    const why = reasonsOf(value).join(", ");
    const say = `Pod/${namespace}/${name} is dead${why ? ` (${why})` : ""} and no part of what was deployed. It was left as it is.`;
    append({ type: "evidence.shown", chapter, say, evidence });
  }
}

function settle(drill: Drill, chapter: string, wrong: readonly string[], exit: ExitCode): Settled {
  const good = wrong.length === 0;
  const verdict: Verdict = good ? "pass" : exit === exitCodes.unproven ? "unknown" : "fail";
  const because = good ? "as expected" : wrong.join(" ");
  drill.append({ type: "chapter.settled", chapter, verdict, because });
  return { verdict, because, exit };
}

/** Faults first, then what people do: a fault is there when the deployment meets it. */
async function act(
  { append, rehearsal, scenario, deploy }: Drill,
  { name: chapter, faults, apply, deploy: fleet }: ScenarioStep,
): Promise<{ run: string; exit: ExitCode } | undefined> {
  for (const name of faults.remove) {
    await rehearsal.removeFault(name);
    append({ type: "chapter.acted", chapter, did: `The fault ${name} ended.` });
  }
  for (const fault of faults.add) {
    await rehearsal.addFault(fault);
    append({ type: "chapter.acted", chapter, did: `The fault ${fault.fault} began (${fault.name}).` });
  }
  if (apply !== undefined)
    append({ type: "chapter.acted", chapter, did: await rehearsal.apply(`${scenario.folder}/${apply}`) });
  if (fleet === undefined) return undefined;
  const done = await deploy(`${scenario.folder}/${fleet}`);
  append({ type: "chapter.acted", chapter, did: `Salvor deployed ${fleet}.`, run: done.run });
  return done;
}

async function tryClaim(drill: Drill, chapter: string, claim: Claim): Promise<readonly string[]> {
  const better = await countSoon(drill, claim.better);
  if (typeof better === "string") return [better];
  const asked = await count(drill.kube, claim.asked);
  if (typeof asked === "string") return [asked];
  drill.append({
    type: "claim.tried",
    chapter,
    concluded: claim.concluded,
    why: claim.why,
    asked: { query: claim.asked.query, matched: asked.matched },
    better: { query: claim.better.query, matched: better.matched },
    evidence: [asked.evidence, better.evidence],
  });
  if (asked.matched === 0 && better.matched > 0) return [];
  return [`"${claim.concluded}" could not be shown to be wrong: ${asked.matched} and ${better.matched} matched.`];
}

/** How long a state that comes and goes is waited for: a pod that crashes is not always called so. */
const claimSeconds = 15;

async function countSoon(drill: Drill, question: Question): Promise<Counted | string> {
  for (let waited = 0; ; waited += 0.5) {
    const counted = await count(drill.kube, question);
    const done = typeof counted === "string" || counted.matched > 0 || drill.signal.aborted;
    if (done || waited >= claimSeconds) return counted;
    await drill.clock.sleep(0.5, drill.signal);
  }
}

interface Counted {
  readonly matched: number;
  readonly evidence: Evidence;
}

async function count(kube: KubeReader, question: Question): Promise<Counted | string> {
  const look = await kube.list(question.list);
  if (!look.seen) return `${question.query} could not be asked: ${look.why}.`;
  const reasons = question.counts?.split("|");
  const items = look.value.items.filter(
    ({ value }) => !reasons || reasonsOf(value).some((one) => reasons.includes(one)),
  );
  return { matched: items.length, evidence: look.evidence };
}

/** The reasons for which the containers of a pod wait or ended, as `kubectl get pods` would show them. */
function reasonsOf(object: KubeObject): readonly string[] {
  const { status } = object as Pod;
  const containers: readonly ContainerStatus[] = [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ];
  return containers.flatMap(({ state }) => state?.waiting?.reason ?? state?.terminated?.reason ?? []);
}

async function showLog(drill: Drill, chapter: string, shown: ShownLog): Promise<readonly string[]> {
  const { namespace, labelSelector, container, contains, say } = shown;
  const look = await drill.kube.list({ apiVersion: "v1", kind: "Pod", namespace, labelSelector });
  if (!look.seen) return [`The pods ${labelSelector} could not be listed: ${look.why}.`];
  const running = look.value.items.filter(({ value }) => isRunning(value as Pod));
  for (const { value } of running) {
    const ref: ObjectRef = { apiVersion: "v1", kind: "Pod", namespace, name: value.metadata.name };
    const log = await drill.kube.podLog(ref, { container, previous: false, tailLines: 50 });
    if (!log.seen || !log.value?.includes(contains)) continue;
    drill.append({ type: "evidence.shown", chapter, say, evidence: log.evidence });
    return [];
  }
  return [`No running pod of ${labelSelector} says "${contains}" in its log.`];
}

function isRunning({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && status?.phase === "Running";
}
