import type { Cause } from "../model/cause.ts";
import type { Evidence, Proven } from "../model/evidence.ts";
import type { Finding } from "../model/finding.ts";
import type { JournalEvent, JournalRecord } from "../model/journal.ts";
import type { Plan } from "../model/plan.ts";
import { describeId, secondsBetween } from "../model/report.ts";
import { shortName } from "../model/subject.ts";
import type { Change } from "../model/world.ts";
import { describeSeconds } from "./duration.ts";
import type { Progress } from "./progress.ts";
import { bold, paint, plainText, type Style, stateLabel, verdictLabel, wrap } from "./words.ts";

/** Where lines are told: how wide, and how they may look. */
export interface Page {
  readonly columns: number;
  readonly style: Style;
}

const grey = 90;
const red = 31;

type Teller<T extends JournalEvent["type"]> = (
  event: Extract<JournalEvent, { type: T }>,
  page: Page,
  progress: Progress,
  at: string,
) => readonly string[];

function paragraph(text: string, indent: string, page: Page): readonly string[] {
  return wrap(plainText(text, page.style), Math.min(page.columns, 110) - 1, indent);
}

/** What was seen, and what to type to see it again. An object as JSON says nothing at a glance: only how to see it. */
function proof(evidence: Proven, page: Page): readonly string[] {
  const isObject = (one: Evidence): boolean => /\{"|^\s*[{[]/m.test(one.excerpt);
  const shown = evidence.find((one) => !isObject(one)) ?? evidence[0];
  const lines = isObject(shown)
    ? []
    : shown.excerpt
        .split("\n")
        .filter((line) => line.trim() !== "")
        .slice(-3);
  return [
    ...lines.flatMap((line) => paragraph(line.trim(), "        | ", page)),
    paint(plainText(`        see it again: ${shown.query}`, page.style), grey, page.style),
  ];
}

const sureness = { certain: "", likely: "Likely: ", possible: "Perhaps: " } as const;

function tellCause(cause: Cause, page: Page): readonly string[] {
  const head = paint(page.style.unicode ? "✗ cause" : "x cause", red, page.style);
  return [
    `    ${head}  ${bold(describeId(cause.effect), page.style)}`,
    ...paragraph(sureness[cause.certainty] + cause.because, "      ", page),
    ...proof(cause.evidence, page),
    ...(cause.certainty !== "certain" && cause.confirm ? [`        to be sure: ${cause.confirm}`] : []),
  ];
}

function tellFinding(finding: Finding, page: Page): readonly string[] {
  const lines = paragraph(`${verdictLabel(finding.verdict, page.style)}  ${finding.summary}`, "      ", page);
  if (finding.verdict === "pass") return lines;
  const more = [
    ...(finding.expected === undefined ? [] : [`expected: ${finding.expected}`]),
    ...(finding.actual === undefined ? [] : [`seen: ${finding.actual}`]),
  ];
  return [...lines, ...more.flatMap((text) => paragraph(text, "        ", page)), ...proof(finding.evidence, page)];
}

/** A plan as it is shown before somebody agrees to it. */
export function tellPlan(plan: Plan, page: Page): readonly string[] {
  const lines: string[] = [];
  for (const layer of plan.layers) {
    lines.push(`  ${bold(layer.name, page.style)}`);
    for (const { name, changes } of layer.steps) {
      // A step that is one object is called like it: one line says both.
      const alone = changes.length === 1 && changes[0] !== undefined && shortName(changes[0].ref) === name;
      if (!alone) lines.push(`    ${name}`);
      lines.push(...changes.flatMap((change) => tellChange(change, page)));
    }
  }
  lines.push(paint(`  plan ${plan.digest}`, grey, page.style));
  return lines;
}

const actions = { create: "new", change: "change", none: "as it is" } as const;

function tellChange(change: Change, page: Page): readonly string[] {
  const fields = change.action === "change" ? change.fields.slice(0, 12) : [];
  return [
    `      ${actions[change.action]}  ${shortName(change.ref)}`,
    ...fields.flatMap((field) =>
      paragraph(`${field.path}: ${field.from ?? "(none)"} → ${field.to ?? "(removed)"}`, "          ", page),
    ),
    ...(change.action === "change" && change.fields.length > 12
      ? [`          and ${change.fields.length - 12} more fields`]
      : []),
  ];
}

const tellers: { readonly [T in JournalEvent["type"]]?: Teller<T> } = {
  "run.planned": ({ plan }, page) => {
    const steps = plan.layers.reduce((sum, layer) => sum + layer.steps.length, 0);
    return [paint(`  ${steps} steps in ${plan.layers.length} layers, plan ${plan.digest}`, grey, page.style)];
  },
  "lease.refused": ({ name, why }, page) => paragraph(`The lock ${name} could not be taken: ${why}`, "  ", page),
  "lease.lost": ({ name, why }, page) =>
    paragraph(`The lock ${name} was lost, so nothing more is written: ${why}`, "  ", page),
  "step.refused": ({ step, refusal }, page) =>
    paragraph(
      `${verdictLabel("fail", page.style)}  ${step}: the cluster did not take it: ${refusal.message}`,
      "    ",
      page,
    ),
  "cause.named": ({ cause }, page) => tellCause(cause, page),
  "finding.made": ({ finding }, page) => tellFinding(finding, page),
  "step.settled": ({ step, verdict, because }, page, progress, at) => {
    const started = progress.steps.get(step)?.startedAt;
    const took = started ? paint(`  ${describeSeconds(secondsBetween(started, at))}`, grey, page.style) : "";
    const head = `    ${verdictLabel(verdict, page.style)}  ${step}${took}`;
    return verdict === "pass" ? [head] : [head, ...paragraph(because, "      ", page)];
  },
  note: ({ text }, page) => paragraph(text, "  ", page),
  "chapter.opened": ({ chapter, say }, page) => ["", bold(chapter, page.style), ...paragraph(say, "  ", page)],
  // A deployment was told while it went on.
  "chapter.acted": ({ did, run }, page) => (run === undefined ? paragraph(did, "  ", page) : []),
  "claim.tried": ({ concluded, why, asked, better }, page) => [
    `  ${page.style.unicode ? "“" : '"'}${concluded}${page.style.unicode ? "”" : '"'} was concluded from`,
    `    ${asked.query}`,
    ...paragraph(
      `which matches ${asked.matched}: ${why}. Asked so that it can be seen, it matches ${better.matched}:`,
      "    ",
      page,
    ),
    `    ${better.query}`,
  ],
  "evidence.shown": ({ say, evidence }, page) => [...paragraph(say, "  ", page), ...proof([evidence], page)],
  "chapter.settled": ({ verdict, because }, page) =>
    paragraph(`${verdictLabel(verdict, page.style)}  ${because}`, "  ", page),
  "run.closed": ({ verdict, because }, page) =>
    paragraph(`${verdictLabel(verdict, page.style)}  ${because}`, "  ", page),
};

/** The lines that a record adds for good; what only moves the picture adds none. `progress` already knows the record. */
export function tell({ at, event }: JournalRecord, page: Page, progress: Progress): readonly string[] {
  const teller = tellers[event.type] as Teller<typeof event.type> | undefined;
  return teller ? teller(event as never, page, progress, at) : [];
}

/** The line for a change of an object's state, where no picture shows it. */
export function tellObserved(event: Extract<JournalEvent, { type: "object.observed" }>, page: Page): readonly string[] {
  const text = event.state === "ready" ? "" : `: ${event.because}`;
  return paragraph(`${stateLabel(event.state, page.style)}  ${shortName(event.ref)}${text}`, "      ", page);
}
