import { join } from "node:path";
import reports from "../catalog/reports/index.gen.ts";
import { planDeploy } from "../engine/plan.ts";
import { runPlan } from "../engine/run.ts";
import type { JournalStore } from "../model/journal.ts";
import type { Plan } from "../model/plan.ts";
import type { ExitCode } from "../model/problem.ts";
import { reportOf } from "../model/report.ts";
import type { Ended, Host } from "../model/verbs.ts";
import type { Declared } from "../model/world.ts";
import type { Goal } from "../world/goal.ts";
import type { OpenWorld } from "../world/open.ts";
import { writeWhole } from "../world/output.ts";
import { runFolder } from "../world/places.ts";
import { catalog } from "./catalog.ts";

/** A plan with what it was made of. */
export interface Prepared {
  readonly goal: Goal;
  readonly plan: Plan;
  readonly declared: readonly Declared[];
}

/** Reads what is declared and plans how it comes into the cluster. Throws SalvorProblem where either cannot be done. */
export async function prepare(world: OpenWorld, goal: Goal, timeoutSeconds: number): Promise<Prepared> {
  const lists = [];
  for (const source of goal.sources) lists.push(await world.repository.manifests(source));
  const declared = lists.flat();
  await world.reach();
  const plan = await planDeploy({
    world,
    writer: world.writer(),
    catalog,
    fleet: goal.fleet,
    declared,
    namespace: world.namespace,
    timeoutSeconds,
  });
  return { goal, plan, declared };
}

/** Runs a plan that was agreed to; resolves with the id of the run and how it ended. */
export async function carryOut(
  world: OpenWorld,
  { goal, plan, declared }: Prepared,
  host: Host,
  how: "terminal" | "flag" | "scenario",
): Promise<{ readonly run: string; readonly exit: ExitCode }> {
  const { fleet } = goal;
  const run = await runPlan({
    world,
    writer: (lease) => world.writer(lease),
    leases: world.leases,
    journal: world.journal(),
    catalog,
    plan,
    declared,
    title: goal.title,
    command: host.command,
    actor: host.actor,
    approval: { by: host.actor, how },
    lock: { name: `salvor.${fleet.name}`, namespace: fleet.lock.namespace ?? "default" },
    observer: host.observe,
    signal: host.signal,
  });
  return { run: run.id, exit: run.exit };
}

/** Writes the report of a run, made from the journal alone. */
export async function reported(run: string, exit: ExitCode, journal: JournalStore): Promise<Ended> {
  const report = reportOf(journal.records(run), (id) => journal.records(id));
  const files: string[] = [];
  for (const { name, text } of reports.flatMap((kind) => kind.files(report))) {
    const path = join(runFolder(".", run), name);
    await writeWhole(path, text, "public");
    files.push(path);
  }
  return { exit, report, files };
}
