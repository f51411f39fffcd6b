import type { CheckAbout, CheckNote, FailOn, FindingCounts, Shown } from "../model/check-result.ts";
import { numbered, severities } from "../model/check-result.ts";
import type { Verdict } from "../model/evidence.ts";
import type { Finding } from "../model/finding.ts";
import { type ExitCode, exitCodes } from "../model/problem.ts";

const verdicts: readonly Verdict[] = ["fail", "unknown", "skipped", "pass"];

/** How many findings of each verdict there are; those that are ignored are counted as that alone. */
export function countFindings(
  findings: readonly Finding[],
  { known, before }: Pick<FindingCounts, "known" | "before">,
): FindingCounts {
  const counts = { fail: 0, unknown: 0, skipped: 0, pass: 0, ignored: 0, known, before };
  for (const { ignored, verdict } of findings) counts[ignored === undefined ? verdict : "ignored"] += 1;
  return counts;
}

/** The findings that are asked for, the worst first. What a person ignores is not also of a verdict. */
export function shownFindings(findings: readonly Finding[], show: readonly Shown[]): readonly Finding[] {
  return findings
    .filter(({ verdict, ignored }) => show.includes(ignored === undefined ? verdict : "ignored"))
    .sort((a, b) => rank(a) - rank(b) || compare(placeOf(a), placeOf(b)) || compare(a.key, b.key));
}

function rank({ verdict, severity, ignored }: Finding): number {
  const aside = ignored === undefined ? 0 : 100;
  return aside + verdicts.indexOf(verdict) * 10 - (verdict === "fail" ? severities.indexOf(severity) : 0);
}

function placeOf({ places: [place] = [] }: Finding): string {
  return place ? `${place.path}:${String(place.line ?? 0).padStart(9, "0")}` : "";
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whether a finding is about one of some paths: itself, or what it points to. Without paths: about anything. */
export function isUnder(paths: readonly string[], finding: Finding): boolean {
  // The places of a finding cost a look at its file, so they are asked for only where they matter.
  if (paths.length === 0) return true;
  const { places = [], subject } = finding;
  const named = [...places.map(({ path }) => path), ...(subject.kind === "file" ? [subject.path] : [])];
  return named.some((path) => paths.some((one) => path === one || path.startsWith(`${one}/`)));
}

/** The checks that findings are of, in the order of their ids. */
export function checksIn(findings: readonly Finding[], all: readonly CheckAbout[]): readonly CheckAbout[] {
  const named = new Set(findings.map(({ check }) => check));
  return all.filter(({ id }) => named.has(id)).map(aboutCheck);
}

/** What a check says of itself, and nothing else of it. */
export function aboutCheck({ id, title, why, remedy, severity }: CheckAbout): CheckAbout {
  return { id, title, why, remedy, severity };
}

/** What was there to judge: `known` are files that mean something to a check beyond being YAML. */
export interface Reach {
  readonly files: number;
  readonly known: number;
  readonly objects: number;
  readonly paths: readonly string[];
}

/** Says that nothing at all was judged, and what there was instead: an empty answer is no good news. */
export function nothingIn(here: readonly Finding[], reach: Reach): readonly CheckNote[] {
  const isEmpty = reach.known + reach.objects === 0;
  if (!isEmpty && here.some(({ verdict }) => verdict !== "skipped")) return [];
  return [{ text: `nothing was checked: ${isEmpty ? whatIsThere(reach) : whatIsSilent(reach)}`, unproven: true }];
}

function whatIsThere({ files }: Reach): string {
  return files === 0 ? "there is no manifest here" : `${numbered(files, "file")}, and no manifest among them`;
}

function whatIsSilent({ files, objects, paths }: Reach): string {
  if (paths.length > 0) return `nothing that these checks judge is in ${paths.join(", ")}`;
  return `${numbered(files, "file")} and ${numbered(objects, "object")} hold nothing that these checks judge`;
}

/** What decides how a check ends. `unread` are the files of which nothing was read. */
export interface Ending {
  readonly findings: readonly Finding[];
  readonly failOn: FailOn;
  readonly strict: boolean;
  readonly notes: readonly CheckNote[];
  readonly unread: ReadonlySet<string>;
}

/** 1 for a failure that is grave enough, else 3 where something could not be proven, else 0. */
export function exitOf({ findings, failOn, strict, notes, unread }: Ending): ExitCode {
  const counted = findings.filter(({ ignored }) => ignored === undefined);
  const grave = (one: Finding): boolean =>
    failOn !== "never" && severities.indexOf(one.severity) >= severities.indexOf(failOn);
  const failed = counted.filter(({ verdict }) => verdict === "fail");
  if (failed.some(grave)) return exitCodes.failed;
  const doubtful = strict && counted.some(({ verdict }) => verdict === "unknown");
  // A finding that does not count may be all that tells of a file which hides others.
  const hidden = unread.size > 0 && failed.some(({ places: [place] = [] }) => unread.has(place?.path ?? ""));
  return doubtful || hidden || notes.some(({ unproven }) => unproven) ? exitCodes.unproven : exitCodes.proven;
}
