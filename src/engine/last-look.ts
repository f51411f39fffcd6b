import type { Departure } from "../model/departure.ts";
import type { Look } from "../model/evidence.ts";
import { SalvorProblem } from "../model/problem.ts";
import { objectId, shortName } from "../model/subject.ts";
import type { ProofOf, Stage, StepEnd } from "./stage.ts";

/** The objects that are no longer as they were written; or why that could not be asked, and whether asking again may help. */
export type Standing =
  | { readonly departed: readonly Departure[] }
  | { readonly unasked: string; readonly forGood: boolean };

/** Asks whether all stands as it was written, and makes a finding of each object that does not. */
export async function askStanding(stage: Stage, { step, stands }: ProofOf): Promise<Standing> {
  const look = await asked(stands);
  if (look instanceof SalvorProblem) return { unasked: look.message, forGood: true };
  if (!look.seen) return { unasked: look.why, forGood: false };
  for (const { ref, because, evidence } of look.value) {
    const finding = {
      key: `as-written:${objectId(ref)}`,
      check: "as-written",
      verdict: "fail",
      severity: "error",
      subject: { kind: "object", ref },
      summary: because,
      evidence,
    } as const;
    stage.append({ type: "finding.made", step: step.name, finding });
  }
  return { departed: look.value };
}

/** A manifest that was edited after it was read cannot be compared with what was written of it. */
async function asked(stands: ProofOf["stands"]): Promise<Look<readonly Departure[]> | SalvorProblem> {
  try {
    return await stands();
  } catch (error) {
    if (error instanceof SalvorProblem) return error;
    throw error;
  }
}

/** How a step ends that was ready and whose objects did not all stay as they were written. */
export function departedEnd(departed: readonly Departure[]): StepEnd {
  const names = departed.map(({ ref }) => shortName(ref));
  const [first] = departed;
  const because =
    departed.length === 1 && first ? first.because : `${names.join(", ")} are no longer as they were written`;
  return { verdict: "fail", because: `it became ready, but somebody has changed it: ${because}` };
}

/** How a step ends at whose last look nobody could say whether it stands as it was written. */
export function unlookedEnd(why: string): StepEnd {
  return { verdict: "unknown", because: `all was ready, but whether it stands as it was written is not known: ${why}` };
}
