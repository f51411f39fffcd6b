import type { Severity, Verdict } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import { describeSubject, type Position, shortName } from "./subject.ts";

/** What `salvor check` came to: what `-o json` holds, and what every other format is written from. */

/** How many findings there are. `ignored`, `known` (in the baseline) and `before` (the change) are in no other number. */
export interface FindingCounts extends Readonly<Record<Verdict, number>> {
  readonly ignored: number;
  readonly known: number;
  readonly before: number;
}

/** What a check says of itself. */
export interface CheckAbout {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
  readonly severity: Severity;
}

/** Something that the person should know beside findings: an ignore that means nothing any more, a file that was not read. */
export interface CheckNote {
  readonly text: string;
  readonly place?: Position;
  /** It keeps the check from proving anything: the exit code is 3 where nothing failed. */
  readonly unproven?: true;
}

/** A whole answer. Paths are relative to `root`. */
export interface CheckResult {
  /** Which Salvor it is of. */
  readonly version: string;
  /** What of it makes the check fail: findings of this severity and graver ones, and in a strict one what is unknown. */
  readonly failOn: FailOn;
  readonly strict: boolean;
  /** The folder of the repository, as a person would type it; `-` for manifests from standard input. */
  readonly root: string;
  /** What built kustomizations: `builtin`, or the program with its version. */
  readonly rendered: string;
  readonly counts: FindingCounts;
  /** How many files were read as something, and how many objects they came to. */
  readonly files: number;
  readonly objects: number;
  readonly seconds: number;
  /** Those that were asked for, worst first. */
  readonly findings: readonly Finding[];
  /** The checks that these findings are of. */
  readonly checks: readonly CheckAbout[];
  readonly notes: readonly CheckNote[];
}

/** How grave a finding may be without failing the check. */
export type FailOn = Severity | "never";

/** From the least to the gravest. */
export const severities: readonly Severity[] = ["info", "warning", "error", "critical"];

/** What may be asked to be shown: findings of a verdict, or those that a person ignores. */
export type Shown = Verdict | "ignored";

/** The answer as a document for programs. */
export function resultDocument(result: CheckResult): object {
  return { apiVersion: "salvor.dev/v1", kind: "CheckResult", ...result };
}

/** What is affected: an object with the root it is in, a file, or another thing by its name. */
export function affected({ subject }: Finding): string {
  if (subject.kind === "object") return shortName(subject.ref);
  return subject.kind === "file" ? subject.path : describeSubject(subject);
}

/** Where a person has to look first; undefined for what is in no file. */
export function firstPlace({ places: [place] = [] }: Finding): Position | undefined {
  return place;
}

/** `apps/api.yaml:27`, or the path alone. */
export function placeText({ path, line }: Position): string {
  return line === undefined ? path : `${path}:${line}`;
}

/** `12 fail, 3 unknown, 4 skipped, 120 pass`, and what is aside where there is any. */
export function countsText({ fail, unknown, skipped, pass, ignored, known, before }: FindingCounts): string {
  const aside = [
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
    ...(known > 0 ? [`${known} in the baseline`] : []),
    ...(before > 0 ? [`${before} from before`] : []),
  ];
  return [`${fail} fail`, `${unknown} unknown`, `${skipped} skipped`, `${pass} pass`, ...aside].join(", ");
}

/** `1 file`, `2 files`. */
export function numbered(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The last line of every answer that people read. */
export function lastLine({ counts, files, objects, seconds, rendered }: CheckResult): string {
  const took = seconds < 1 ? seconds.toFixed(2) : seconds < 10 ? seconds.toFixed(1) : Math.round(seconds);
  const size = `${numbered(files, "file")}, ${numbered(objects, "object")}`;
  return `${countsText(counts)}; ${size}; ${took} s; rendered by ${rendered}`;
}
