import type { Verdict } from "../model/evidence.ts";
import type { Effect, PlannedStep, StepKind } from "../model/plan.ts";
import { captureEvidence } from "./capture.ts";
import { markApplied } from "./declared.ts";
import { checkHttp } from "./http-checks.ts";
import { prove } from "./prove.ts";
import type { ProofOf, Stage, StepEnd } from "./stage.ts";

type AnyStep = StepKind<unknown, unknown, unknown>;

/**
 * One step: the state before is journaled with the intent, then the effect, then its proof. Resolves with the verdict
 * that was journaled; of an interrupted step there is none, and `unknown` is what it counts as.
 */
export async function runStep(stage: Stage, step: PlannedStep): Promise<Verdict> {
  const kind = stage.catalog.steps.find(({ id }) => id === step.kind);
  if (!kind) throw new TypeError(`the plan has a step of the kind ${step.kind}, which the catalogue has not`);
  const input = kind.parse(step.input);
  const before = await kind.before(stage.world, input);
  const { at: startedAt } = stage.append({ type: "step.intended", step: step.name, before });
  const effect = await takeEffect(stage, kind, input, before);
  if (!effect.done) {
    stage.append({ type: "step.refused", step: step.name, refusal: effect.refusal });
    return settle(stage, step, "fail", effect.refusal.message);
  }
  const { value: applied, evidence } = effect;
  stage.append({ type: "step.applied", step: step.name, applied, evidence });
  markApplied(stage.observation.graph, kind.objects(input), evidence);
  const stands = (): ReturnType<ProofOf["stands"]> => kind.stands(stage.world, input, applied);
  const proof = await prove(stage, { step, startedAt, expectations: kind.expects(input, before, applied), stands });
  if (stage.signal.aborted) return "unknown";
  const verdict = proof.verdict === "pass" ? await checks(stage, step) : proof;
  if (verdict.verdict === "fail") await captureEvidence(stage, { step, startedAt, refs: kind.objects(input) });
  return settle(stage, step, verdict.verdict, verdict.because);
}

/** Applies, unless a look says that it has taken effect already: what is unchanged is proven all the same. */
async function takeEffect(stage: Stage, kind: AnyStep, input: unknown, before: unknown): Promise<Effect<unknown>> {
  const done = await kind.done(stage.world, input, before);
  if (done.seen && done.value !== null) return { done: true, value: done.value, evidence: [done.evidence] };
  return kind.apply(stage.world, input, before, stage.signal);
}

async function checks(stage: Stage, step: PlannedStep): Promise<StepEnd> {
  const ends: StepEnd[] = [];
  for (const check of step.checks) {
    const finding = await checkHttp(stage, step, check);
    stage.append({ type: "finding.made", step: step.name, finding });
    ends.push({ verdict: finding.verdict, because: finding.summary });
  }
  const bad = ends.find(({ verdict }) => verdict === "fail") ?? ends.find(({ verdict }) => verdict !== "pass");
  return bad ?? { verdict: "pass", because: ends.length > 0 ? "ready, and its checks pass" : "ready" };
}

function settle({ append }: Stage, { name }: PlannedStep, verdict: Verdict, because: string): Verdict {
  append({ type: "step.settled", step: name, verdict, because });
  return verdict;
}
