import checks from "../catalog/checks/index.gen.ts";
import formats from "../catalog/formats/index.gen.ts";
import { checksIn, countFindings, exitOf, shownFindings } from "../engine/check-result.ts";
import type { CheckResult } from "../model/check-result.ts";
import type { Format, Pen } from "../model/format.ts";
import { secondsBetween } from "../model/report.ts";
import type { Checked, CheckOptions } from "../model/verbs.ts";
import { systemClock } from "../world/clock.ts";
import { appendText } from "../world/output.ts";
import { fromHere } from "./check-source.ts";
import type { FoundOut } from "./find-out.ts";

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
    rendered: source.tool?.name ?? "builtin",
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
  const text = await format.write(result, { ...pen, path: (path) => pen.path(fromHere(source.root, path)) });
  return {
    text,
    exit: exitOf({ ...options, findings: narrowed.findings, notes: result.notes, unread: judged.unread }),
  };
}

function formatOf(id: string): Format {
  const found = (formats as readonly Format[]).find((format) => format.id === id);
  if (!found) throw new Error(`there is no format ${id}`);
  return found;
}
