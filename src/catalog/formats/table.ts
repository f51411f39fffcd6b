import { affected, type CheckAbout, type CheckResult, lastLine, placeText } from "../../model/check-result.ts";
import type { Finding } from "../../model/finding.ts";
import type { Format, Pen } from "../../model/format.ts";
import type { Position } from "../../model/subject.ts";

const table: Format = {
  id: "table",
  title:
    "for people: by what is affected, worst first, with the line, what was expected, why it matters, how to mend it",
  shows: ["fail"],
  write: (result, pen) =>
    [...groupsOf(result).flatMap((group) => tellGroup(group, pen)), ...tellNotes(result, pen), ...tellEnd(result, pen)]
      .map((line) => `${line}\n`)
      .join(""),
};

/** A finding with what its check says of itself, where it speaks for the first time: nobody reads it twice. */
interface Told {
  readonly finding: Finding;
  readonly check?: CheckAbout | undefined;
  readonly first: boolean;
  /** Whether --fix does it: what came by standard input is in no file. */
  readonly mendable: boolean;
}

/** Findings by what is affected; the group of the worst comes first. */
function groupsOf({ findings, checks, root }: CheckResult): readonly (readonly [string, readonly Told[]])[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(headOf(finding)) ?? [];
    groups.set(headOf(finding), group);
    group.push(finding);
  }
  const spoke = new Set<string>();
  const told = (finding: Finding): Told => {
    const first = finding.verdict === "fail" && !spoke.has(finding.check);
    if (first) spoke.add(finding.check);
    const mendable = finding.fix !== undefined && root !== "-";
    return { finding, check: checks.find(({ id }) => id === finding.check), first, mendable };
  };
  return [...groups].map(([name, group]) => [name, group.map(told)]);
}

function headOf(finding: Finding): string {
  const { subject } = finding;
  const root = subject.kind === "object" ? (subject.ref.in ?? ".") : ".";
  const name = affected(finding).replace(/\s*\n\s*/g, " ");
  return root === "." ? name : `${name}  in ${root}`;
}

function tellGroup([name, findings]: readonly [string, readonly Told[]], pen: Pen): readonly string[] {
  return [pen.tint(name, "strong"), ...findings.flatMap((finding) => tellFinding(finding, pen)), ""];
}

function tellFinding({ finding, check, first, mendable }: Told, pen: Pen): readonly string[] {
  const { verdict, severity, places: [place, ...others] = [], summary } = finding;
  const at = place ? `  ${where(place, pen)}` : "";
  const line = lineOf(finding, place);
  return [
    `  ${pen.label(verdict, severity)}${at}  ${pen.tint(finding.check, "quiet")}`,
    ...(summary === "" ? [] : pen.wrap(sentence(summary), "      ")),
    ...part("line", line, pen),
    ...part("there", line?.includes(finding.actual ?? "") ? undefined : finding.actual, pen),
    ...part("expected", finding.expected, pen),
    ...part("also", alsoAt(others, pen), pen),
    ...part("why", first ? check?.why : undefined, pen),
    ...part(
      "mend",
      first || finding.remedy !== check?.remedy || mendable ? mendOf(finding, mendable, pen) : undefined,
      pen,
    ),
    ...part("ignored", finding.ignored, pen),
  ];
}

/** As many places as a person looks at before they look for themselves. */
const mostPlaces = 3;

function alsoAt(places: readonly Position[], pen: Pen): string {
  const more = places.length - mostPlaces;
  const shown = places.slice(0, mostPlaces).map((place) => where(place, pen));
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

const where = (place: Position, pen: Pen): string => placeText({ ...place, path: pen.path(place.path) });

function sentence(text: string): string {
  const first = text.charAt(0);
  // A name (`Secret/shop/api`, `spec.ports`) stays as it is written.
  const upper = /^[a-z]+[\s,]/.test(text) ? first.toUpperCase() + text.slice(1) : text;
  return /[.!?:)]$/.test(upper) ? upper : `${upper}.`;
}

function part(name: string, text: string | undefined, pen: Pen): readonly string[] {
  return text === undefined || text === "" ? [] : pen.wrap(text, `      ${name.padEnd(8)}  `);
}

/** The line itself, where it is what was looked at. */
function lineOf({ evidence: [seen] }: Finding, place: Position | undefined): string | undefined {
  const isLine = place?.line !== undefined && seen.query === placeText(place) && !seen.excerpt.includes("\n");
  return isLine ? seen.excerpt : undefined;
}

function mendOf({ remedy }: Finding, mendable: boolean, { called }: Pen): string | undefined {
  if (remedy === undefined) return undefined;
  return mendable ? `${remedy} ${called} check --fix does it.` : remedy;
}

function tellNotes({ notes }: CheckResult, pen: Pen): readonly string[] {
  const lines = notes.flatMap(({ text, place }) => {
    const at = place ? `${where(place, pen)}  ` : "";
    return pen.wrap(`${at}${sentence(text)}`, `${pen.tint("note", "doubtful")}  `);
  });
  return lines.length > 0 ? [...lines, ""] : [];
}

function tellEnd(result: CheckResult, pen: Pen): readonly string[] {
  const { counts, findings } = result;
  const hidden = counts.unknown > 0 && !findings.some(({ verdict }) => verdict === "unknown");
  const more = hidden ? "What is unknown cannot be told from files; --show unknown says why." : "";
  const tone = counts.fail > 0 ? "bad" : counts.pass > 0 ? "good" : "doubtful";
  const hints = [
    ...(findings.some(({ verdict }) => verdict === "fail")
      ? [`${pen.called} explain CHECK says more of a check.`]
      : []),
    ...(more ? [more] : []),
  ];
  return [...hints.map((hint) => pen.tint(hint, "quiet")), pen.tint(lastLine(result), tone)];
}

export default table;
