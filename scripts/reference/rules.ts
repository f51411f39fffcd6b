import causes from "../../src/catalog/causes/index.gen.ts";
import faults from "../../src/catalog/faults/index.gen.ts";
import readiness from "../../src/catalog/readiness/index.gen.ts";
import relations from "../../src/catalog/relations/index.gen.ts";
import type { CauseRule, ReadinessRule, Relation, Rule } from "../../src/model/catalog.ts";
import type { Cause } from "../../src/model/cause.ts";
import type { FaultKind } from "../../src/model/fault.ts";
import type { Edge } from "../../src/model/graph.ts";
import type { ReadinessVerdict } from "../../src/model/readiness.ts";
import { describeId, secondsBetween } from "../../src/model/report.ts";
import { examplesOf } from "./examples.ts";
import { code, codes, page, prose, table } from "./markdown.ts";

function head({ id, title, why }: Rule, needs: string): string[] {
  return [`## ${id}`, `**${prose(title)}.** ${prose(why)}`, needs];
}

function tellCause(answer: unknown): string {
  const { because, certainty, cause, confirm } = answer as Cause;
  const sure = confirm === undefined ? "" : ` To be sure: ${code(confirm)}.`;
  return `Says (${certainty}, ${code(describeId(cause))}): “${prose(because)}”.${sure}`;
}

async function causeSection(rule: CauseRule): Promise<string[]> {
  const made = (faults as readonly FaultKind[]).filter(({ cause }) => cause === rule.id);
  const links = made.map(({ id }) => `[${id}](faults.md#${id})`).join(", ");
  return [
    ...head(rule, `Needs ${codes(rule.needs)}.${rule.follows ? " It only leads on to the next object." : ""}`),
    `What to do: ${prose(rule.remedy)}`,
    links === "" ? "" : `Made on purpose by ${links}.`,
    ...(await examplesOf({ sort: "causes", rule }, tellCause, "Says nothing.")),
  ];
}

/** Every cause that can be named. */
export async function causesPage(): Promise<string> {
  const all: readonly CauseRule[] = causes;
  const parts = [];
  for (const rule of all) parts.push(...(await causeSection(rule)));
  const about =
    "Why something does not come up. A rule walks from an object that is not well to what it depends on, and quotes what was seen there. What it could not see it does not guess. Each example below is also a test of the rule.";
  return page("Causes", about, [
    table(
      ["cause", "says"],
      all.map(({ id, title }) => [`[${id}](#${id})`, prose(title)]),
    ),
    ...parts,
  ]);
}

function tellState(answer: unknown, at: string): string {
  const { state, because, waitsOn = [], failsAt } = answer as ReadinessVerdict;
  const waits = waitsOn.length > 0 ? ` It waits for ${codes(waitsOn.map(describeId))}.` : "";
  const fails =
    failsAt === undefined ? "" : ` Unchanged, it is ${code("failed")} ${secondsBetween(at, failsAt)} s later.`;
  return `${code(state)}: “${prose(because)}”.${waits}${fails}`;
}

async function readinessSection(rule: ReadinessRule): Promise<string[]> {
  const kind = `Kind ${code(rule.groupKind)}. Needs ${codes(rule.needs, "nothing else")}.`;
  return [...head(rule, kind), ...(await examplesOf({ sort: "readiness", rule }, tellState, "Says nothing."))];
}

/** When each kind is ready, and when it has failed. */
export async function readinessPage(): Promise<string> {
  const all: readonly ReadinessRule[] = readiness;
  const parts = [];
  for (const rule of all) parts.push(...(await readinessSection(rule)));
  const rows = all.map(({ id, groupKind, title }) => [`[${groupKind}](#${id})`, prose(title.replace(/^[^:]*: /, ""))]);
  const about =
    "When an object is ready, on the way, or has failed. A kind that is not in this list is `unverified`: it is applied, and the run ends with 3 because nobody can say that it is well. How states become verdicts: [evidence and verdicts](evidence-and-verdicts.md).";
  return page("Readiness", about, [table(["kind", "ready when"], rows), ...parts]);
}

function tellEdge(answer: unknown): string {
  const { from, to, field, part, optional } = answer as Edge;
  const at = field === undefined ? "" : ` by ${code(field)}`;
  const which = part === undefined ? "" : `, part ${code(part)}`;
  return `${code(describeId(from))} → ${code(describeId(to))}${at}${which}${optional ? ", which may be absent" : ""}.`;
}

async function relationSection(rule: Relation): Promise<string[]> {
  const bound = rule.binds ? " What it connects is deployed and proven together." : "";
  const needs = rule.needs.length === 0 ? "" : ` Looks up ${codes(rule.needs)}.`;
  const starts = rule.starts.map((kind) => (kind === "*" ? "any object" : code(kind))).join(", ");
  const from = `Starts at ${starts}${rule.local ? " and stays in its namespace" : ""}.${needs}${bound}`;
  return [...head(rule, from), ...(await examplesOf({ sort: "relations", rule }, tellEdge, "No edge."))];
}

/** Every edge that the graph can have. */
export async function relationsPage(): Promise<string> {
  const all: readonly Relation[] = relations;
  const parts = [];
  for (const rule of all) parts.push(...(await relationSection(rule)));
  const about =
    "How objects are connected. The same relations read manifests and a cluster: causes walk along them, and a deployment takes from them what belongs together.";
  return page("Relations", about, [
    table(
      ["relation", "says"],
      all.map(({ id, title }) => [`[${id}](#${id})`, prose(title)]),
    ),
    ...parts,
  ]);
}
