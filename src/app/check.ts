import checks from "../catalog/checks/index.gen.ts";
import formats from "../catalog/formats/index.gen.ts";
import { checksIn, countFindings, exitOf, isUnder, nothingIn, shownFindings } from "../engine/check-result.ts";
import { selectChecks } from "../engine/select.ts";
import type { CheckNote, CheckResult } from "../model/check-result.ts";
import type { Format, Pen } from "../model/format.ts";
import { secondsBetween } from "../model/report.ts";
import type { Checked, CheckHost, CheckOptions } from "../model/verbs.ts";
import { systemClock } from "../world/clock.ts";
import { appendText } from "../world/output.ts";
import { type CheckSource, fromHere, openSource } from "./check-source.ts";
import { type Judged, judge } from "./judge.ts";
import { type Narrowed, narrowing } from "./narrow.ts";

/** What was found, before it is written. */
export interface FoundOut {
  readonly began: string;
  readonly source: CheckSource;
  readonly judged: Judged;
  readonly narrowed: Narrowed;
  /** That nothing at all was judged. */
  readonly nothing: readonly CheckNote[];
}

/** Checks what a repository declares. It reads files, and writes them only to mend them. */
export async function check(options: CheckOptions, host: CheckHost, version: string): Promise<Checked> {
  const found = await findOut(options);
  if (!options.fix) return told(found, options, host.pen, version);
  const mended = await (await import("./mend.ts")).mend(found, options, host);
  return told(mended ? await findOut(options) : found, options, host.pen, version);
}

/** Reads everything and asks the checks. Throws SalvorProblem for what is named and is not there. */
export async function findOut(options: CheckOptions): Promise<FoundOut> {
  const began = systemClock.now();
  const asked = selectChecks(checks, options);
  const source = await openSource(options);
  const narrow = await narrowing(options, source, asked);
  const judged = await judge(source.tree, source.fleet, asked);
  const here = judged.findings.filter((finding) => isUnder(source.paths, finding));
  const narrowed = narrow(here, judged.findings);
  return { began, source, judged, narrowed, nothing: nothingIn(here, { ...judged, paths: source.paths }) };
}

/** Writes it in the format that was asked for. */
export async function told(found: FoundOut, options: CheckOptions, pen: Pen, version: string): Promise<Checked> {
  const { began, source, judged, narrowed, nothing } = found;
  const format = formatOf(options.format);
  const findings = shownFindings(narrowed.findings, options.show ?? format.shows);
  const result: CheckResult = {
    version,
    failOn: options.failOn,
    strict: options.strict,
    root: source.root === undefined ? "-" : fromHere(source.root, "."),
    rendered: "builtin",
    counts: countFindings(narrowed.findings, narrowed),
    files: judged.files,
    objects: judged.objects,
    seconds: secondsBetween(began, systemClock.now()),
    findings,
    checks: checksIn(findings, checks),
    notes: [...nothing, ...judged.notes, ...narrowed.notes],
  };
  if (options.stepSummary !== undefined)
    await appendText(options.stepSummary, await formatOf("markdown").write(result, pen));
  const text = await format.write(result, { ...pen, path: (path) => fromHere(source.root, path) });
  return { text, exit: exitOf({ ...options, ...narrowed, unread: judged.unread, nothing: nothing.length > 0 }) };
}

function formatOf(id: string): Format {
  const found = (formats as readonly Format[]).find((format) => format.id === id);
  if (!found) throw new Error(`there is no format ${id}`);
  return found;
}
