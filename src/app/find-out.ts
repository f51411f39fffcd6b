import checks from "../catalog/checks/index.gen.ts";
import { isUnder, nothingIn } from "../engine/check-result.ts";
import { selectChecks } from "../engine/select.ts";
import type { CheckNote } from "../model/check-result.ts";
import type { CheckOptions } from "../model/verbs.ts";
import { systemClock } from "../world/clock.ts";
import { type CheckSource, openSource } from "./check-source.ts";
import { type Judged, judge } from "./judge.ts";
import { type Narrowed, narrowing } from "./narrow.ts";

/** What was found, before it is written. */
export interface FoundOut {
  readonly began: string;
  readonly source: CheckSource;
  readonly judged: Judged;
  readonly narrowed: Narrowed;
  /** Says so where nothing at all was judged. */
  readonly nothing: readonly CheckNote[];
}

/** Reads everything and asks the checks. Throws SalvorProblem for what is named and is not there. */
export async function findOut(options: CheckOptions): Promise<FoundOut> {
  const began = systemClock.now();
  const asked = selectChecks(checks, options);
  const source = await openSource(options);
  const narrow = await narrowing(options, source, asked);
  const judged = await judge(source, asked);
  const here = judged.findings.filter((finding) => isUnder(source.paths, finding));
  const narrowed = narrow(here, judged.findings);
  return { began, source, judged, narrowed, nothing: nothingIn(here, { ...judged, paths: source.paths }) };
}
