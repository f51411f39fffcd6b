import { affected, type CheckAbout, firstPlace, placeText } from "../model/check-result.ts";
import type { Evidence } from "../model/evidence.ts";
import type { Finding } from "../model/finding.ts";
import type { Pen } from "../model/format.ts";
import type { ExplainedCheck, ExplainedFinding } from "../model/verbs.ts";

/** The list of all checks. */
export function tellChecks(checks: readonly CheckAbout[], pen: Pen): readonly string[] {
  const width = Math.max(0, ...checks.map(({ id }) => id.length));
  return checks.flatMap(({ id, title, severity }) => pen.wrap(title, `${id.padEnd(width)}  ${severity.padEnd(8)}  `));
}

/** A check, and what it says of its examples. */
export function tellCheck({ check, needs, examples }: ExplainedCheck, pen: Pen): readonly string[] {
  const { id, title, why, remedy, severity } = check;
  return [
    `${pen.tint(id, "strong")}  ${severity}`,
    ...pen.wrap(`${title}.`, ""),
    "",
    ...part("why", why, pen),
    ...part("mend", remedy, pen),
    ...part("looks at", needs.join(", "), pen),
    ...part("not told", `# salvor-ignore ${id}: reason`, pen),
    ...examples.flatMap((example) => tellExample(example, pen)),
  ];
}

function part(name: string, text: string, pen: Pen): readonly string[] {
  return text === "" ? [] : pen.wrap(text, `  ${name.padEnd(8)}  `);
}

function tellExample({ name, files, findings }: ExplainedCheck["examples"][number], pen: Pen): readonly string[] {
  return [
    "",
    pen.tint(`Example: ${name}`, "strong"),
    ...Object.entries(files).flatMap(([path, text]) => [`  ${path}`, ...numberedLines(text, pen)]),
    ...findings.flatMap((finding) => tellSaid(finding, pen)),
  ];
}

function numberedLines(text: string, pen: Pen): readonly string[] {
  const lines = text.trimEnd().split("\n");
  return lines.map((line, index) => `  ${pen.tint(String(index + 1).padStart(4), "quiet")}  ${line}`);
}

function tellSaid(finding: Finding, pen: Pen): readonly string[] {
  const { verdict, severity, summary } = finding;
  const place = firstPlace(finding);
  const head = `  ${pen.label(verdict, severity)}${place ? `  ${placeText(place)}` : ""}`;
  return summary === "" ? [head] : pen.wrap(summary, `${head}  `);
}

/** A finding with all of its evidence. */
export function tellExplained({ finding, check, root }: ExplainedFinding, pen: Pen): readonly string[] {
  const { verdict, severity, summary, expected = "", actual = "", remedy = "", places = [], ignored = "" } = finding;
  const here = (path: string): string => (root === "." ? path : `${root}/${path}`);
  return [
    pen.tint(affected(finding), "strong"),
    `  ${pen.label(verdict, severity)}  ${check.id}`,
    ...pen.wrap(summary, "      "),
    "",
    ...part("there", actual, pen),
    ...part("expected", expected, pen),
    ...part("why", verdict === "fail" ? check.why : "", pen),
    ...part("mend", remedy, pen),
    ...part("ignored", ignored, pen),
    ...places.flatMap((place, index) =>
      part(index === 0 ? "places" : "", placeText({ ...place, path: here(place.path) }), pen),
    ),
    ...finding.evidence.flatMap((evidence, index) => tellEvidence(evidence, index + 1, pen)),
  ];
}

function tellEvidence(
  { at, mode, source, query, excerpt, digest }: Evidence,
  number: number,
  pen: Pen,
): readonly string[] {
  return [
    "",
    pen.tint(`Evidence ${number}`, "strong"),
    ...part("seen", `${query}, at ${at} (${source}, ${mode})`, pen),
    ...excerpt.split("\n").map((line) => `  ${pen.tint("|", "quiet")} ${line}`),
    ...part("digest", digest, pen),
  ];
}
