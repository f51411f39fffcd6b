import checks from "../catalog/checks/index.gen.ts";
import looks from "../catalog/looks/index.gen.ts";
import relations from "../catalog/relations/index.gen.ts";
import { aboutCheck } from "../engine/check-result.ts";
import { runExample } from "../engine/examples.ts";
import { checkOf } from "../engine/select.ts";
import type { Check } from "../model/catalog.ts";
import type { CheckAbout } from "../model/check-result.ts";
import type { Finding } from "../model/finding.ts";
import { nearest } from "../model/nearest.ts";
import { exitCodes, SalvorProblem } from "../model/problem.ts";
import type { ExplainedCheck, ExplainedFinding, SourceOptions } from "../model/verbs.ts";
import { memoryWorld } from "../world/memory.ts";
import { fromHere, openSource } from "./check-source.ts";
import { judge } from "./judge.ts";

/** Every check, in the order of their ids. */
export function listChecks(): readonly CheckAbout[] {
  return checks.map(aboutCheck);
}

/** A check and what it says of its examples, which are tried now. Throws SalvorProblem (exit 2) for what is no check. */
export async function explainCheck(id: string): Promise<ExplainedCheck> {
  const check = checkOf(checks, id);
  const examples = [];
  for (const example of check.examples) {
    const item = { sort: "checks", rule: check } as const;
    const { got } = await runExample(item, example, { catalog: { looks, relations }, open: memoryWorld });
    examples.push({ name: example.name, files: example.files ?? {}, findings: got as readonly Finding[] });
  }
  return { check: aboutCheck(check), needs: check.needs, examples };
}

/**
 * A finding of an earlier check, made again. Throws SalvorProblem where its check is none (exit 2), and where there is no
 * such finding any more (exit 3).
 */
export async function explainFinding(key: string, options: SourceOptions): Promise<ExplainedFinding> {
  const check: Check = checkOf(checks, key.slice(0, key.indexOf(":")));
  const source = await openSource(options);
  // All are asked: what one check says may silence another.
  const { findings } = await judge(source, checks);
  const finding = findings.find((one) => one.key === key);
  if (!finding) throw gone(key, findings);
  return { root: fromHere(source.root, "."), check: aboutCheck(check), finding };
}

function gone(key: string, findings: readonly Finding[]): SalvorProblem {
  const near = nearest(
    key,
    findings.map((one) => one.key),
  );
  return new SalvorProblem({
    code: "no-such-finding",
    message: `No finding has the key ${key}: what it was about is mended, moved, or in another repository`,
    hint: near ? `The nearest is: ${near}` : "The keys of what is wrong now: salvor check -o name",
    exit: exitCodes.unproven,
  });
}
