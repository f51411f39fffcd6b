import type { Check } from "../model/catalog.ts";
import { matchesGlob } from "../model/glob.ts";
import { nearest } from "../model/nearest.ts";
import { exitCodes, SalvorProblem } from "../model/problem.ts";

/** Which checks are asked, by ids and patterns with `*`. */
export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/**
 * The checks that are asked: all but those that must be named, or those of `only`, without those of `skip`. Throws
 * SalvorProblem (exit 2) for a name that is no check's.
 */
export function selectChecks(checks: readonly Check[], { only, skip }: Selection): readonly Check[] {
  for (const pattern of only) refuseUnknown("--only", pattern, checks);
  for (const pattern of skip) refuseUnknown("--skip", pattern, checks);
  const wanted = only.length === 0 ? checks.filter(({ optIn }) => !optIn) : checks.filter(({ id }) => isIn(only, id));
  return wanted.filter(({ id }) => !isIn(skip, id));
}

/** The check of an id. Throws SalvorProblem (exit 2) that names the nearest where there is none. */
export function checkOf(checks: readonly Check[], id: string): Check {
  const found = checks.find((check) => check.id === id);
  if (found) return found;
  throw unknownCheck(`There is no check ${id}`, id, checks);
}

const isIn = (patterns: readonly string[], id: string): boolean => patterns.some((one) => matchesGlob(one, id));

function refuseUnknown(flag: string, pattern: string, checks: readonly Check[]): void {
  if (checks.some(({ id }) => matchesGlob(pattern, id))) return;
  throw unknownCheck(`${flag} ${pattern} names no check`, pattern, checks);
}

function unknownCheck(message: string, name: string, checks: readonly Check[]): SalvorProblem {
  const ids = checks.map(({ id }) => id);
  const part = name.replaceAll("*", "");
  const near = nearest(part, ids) ?? (part === "" ? undefined : ids.find((id) => id.includes(part)));
  return new SalvorProblem({
    code: "unknown-check",
    message: near ? `${message}; did you mean ${near}?` : message,
    hint: "`salvor explain` lists all checks.",
    exit: exitCodes.usage,
  });
}
