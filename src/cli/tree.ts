import { secondsBetween } from "../model/report.ts";
import { describeSeconds } from "./duration.ts";
import type { ObjectProgress, Progress, StepProgress } from "./progress.ts";
import { bold, cut, paint, plainText, type Style, shownLength, stateLabel, verdictLabel } from "./words.ts";

/** How much room there is, and what time it is (RFC 3339). */
export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly now: string;
  readonly style: Style;
}

const grey = 90;

function timesOf(object: ObjectProgress, now: string): string {
  const since = `for ${describeSeconds(secondsBetween(object.since, now))}`;
  if (object.failsAt === undefined || object.state === "ready") return since;
  return `${since}, fails in ${describeSeconds(Math.max(0, secondsBetween(now, object.failsAt)))}`;
}

function objectRow(object: ObjectProgress, canvas: Canvas): readonly string[] {
  const { style, columns, now } = canvas;
  const head = `      ${stateLabel(object.state, style)}  ${object.name}`;
  const times = paint(timesOf(object, now), grey, style);
  const waits = object.waitsOn.length > 0 ? ` (waits for ${object.waitsOn.join(", ")})` : "";
  return [`${head}  ${times}`, `          ${cut(plainText(object.because + waits, style), columns - 11, style)}`];
}

function statusOf(step: StepProgress, canvas: Canvas): string {
  const { style, now } = canvas;
  const took = (at: string): string =>
    paint(step.startedAt ? describeSeconds(secondsBetween(step.startedAt, at)) : "", grey, style);
  if (step.settled) return `${verdictLabel(step.settled.verdict, style)}  ${step.name}  ${took(step.settled.at)}`;
  if (!step.startedAt) return paint(`- not yet  ${step.name}`, grey, style);
  if (step.soak) {
    const left = Math.max(0, step.soak.forSeconds - secondsBetween(step.soak.since, now));
    return `${stateLabel("ready", style)}  ${step.name}  ${paint(`must stay so for ${describeSeconds(left)} more`, grey, style)}`;
  }
  return `${stateLabel("progressing", style)}  ${step.name}  ${took(now)}`;
}

function rowsOf(step: StepProgress, canvas: Canvas): readonly string[] {
  const rows = [`    ${statusOf(step, canvas)}`];
  if (step.settled || !step.startedAt) return rows;
  for (const object of step.objects.values()) {
    if (object.state !== "ready") rows.push(...objectRow(object, canvas));
  }
  return rows;
}

/** A layer that is done takes one line; its steps are told one by one while it runs. */
function layerRows(name: string, steps: readonly StepProgress[], canvas: Canvas): readonly string[] {
  const proven = steps.filter((step) => step.settled?.verdict === "pass").length;
  const head = `  ${bold(name, canvas.style)}  ${proven} of ${steps.length} proven`;
  const quiet = proven === steps.length || steps.every((step) => !step.startedAt && !step.settled);
  return quiet ? [head] : [head, ...steps.flatMap((step) => rowsOf(step, canvas))];
}

/** The picture of a run as lines that fit the canvas. */
export function drawTree(progress: Progress, canvas: Canvas): readonly string[] {
  const all = progress.layers.flatMap((name) =>
    layerRows(
      name,
      [...progress.steps.values()].filter((step) => step.layer === name),
      canvas,
    ),
  );
  const room = Math.max(3, canvas.rows - 2);
  const shown = all.length > room ? [...all.slice(0, room - 1), `  and ${all.length - room + 1} more lines`] : all;
  return shown.map((line) => (shownLength(line) < canvas.columns ? line : shorten(line, canvas)));
}

/** Cuts a line with colour codes: they are dropped, for a cut in the middle of one would spoil the terminal. */
function shorten(line: string, canvas: Canvas): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character.
  return cut(line.replace(/\u001b\[[0-9;]*m/g, ""), canvas.columns - 1, canvas.style);
}
