import type { Finding } from "../model/finding.ts";

/** A finding that somebody knew before. */
type Known = Pick<Finding, "key" | "verdict">;

/** Findings without those that are known. `gone` are known ones that are there no more. */
export interface Compared {
  readonly fresh: readonly Finding[];
  readonly known: number;
  readonly gone: number;
}

const nameOf = ({ key, verdict }: Known): string => `${verdict} ${key}`;
const counts = ({ verdict, ignored }: Finding): boolean =>
  ignored === undefined && (verdict === "fail" || verdict === "unknown");

/**
 * Takes out of the findings what an earlier list of them holds, by key and verdict: a line number that moved makes
 * nothing new of it, a thing that could not be decided and now fails does.
 */
export function compareFindings(findings: readonly Finding[], earlier: readonly Known[]): Compared {
  if (earlier.length === 0) return { fresh: findings, known: 0, gone: 0 };
  const before = new Set(earlier.map(nameOf));
  const fresh = findings.filter((one) => !counts(one) || !before.has(nameOf(one)));
  const now = new Set(findings.map(nameOf));
  const gone = earlier.filter((one) => one.verdict === "fail" && !now.has(nameOf(one))).length;
  return { fresh, known: findings.length - fresh.length, gone };
}
