import type { Severity, Verdict } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import type { Position } from "./subject.ts";

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
}

/** A whole answer. Paths are relative to `root`. */
export interface CheckResult {
  /** The folder of the repository, as a person would type it; `-` for manifests from standard input. */
  readonly root: string;
  /** What made objects of kustomizations and charts. */
  readonly rendered: "builtin";
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
