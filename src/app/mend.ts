import { numbered, placeText } from "../model/check-result.ts";
import { exitCodes, SalvorProblem } from "../model/problem.ts";
import type { CheckHost, CheckOptions } from "../model/verbs.ts";
import { planMends, writeChange } from "../world/mend/mend-files.ts";
import { fromHere } from "./check-source.ts";
import type { FoundOut } from "./find-out.ts";

/**
 * Mends what can be mended with certainty: shows every change first, and writes when somebody agrees. Resolves with
 * whether anything was written. Throws SalvorProblem (exit 4) when nobody does, and then nothing was.
 */
export async function mend(
  { source: { root, tree }, narrowed }: Pick<FoundOut, "source" | "narrowed">,
  { yes }: Pick<CheckOptions, "yes">,
  host: CheckHost,
): Promise<boolean> {
  if (root === undefined) throw noFiles();
  const failed = narrowed.findings.filter(({ verdict, ignored }) => verdict === "fail" && ignored === undefined);
  const { changes, refused } = await planMends(
    root,
    tree,
    failed.flatMap(({ fix = [] }) => fix),
  );
  for (const { place, why } of refused)
    host.talk(`${placeText({ ...place, path: fromHere(root, place.path) })} is left as it is: ${why}`);
  if (changes.length === 0) {
    host.talk("Nothing here can be mended with certainty.");
    return false;
  }
  host.showDiff(changes.map(({ path, diff }) => ({ path: fromHere(root, path), diff })));
  const places = changes.reduce((sum, change) => sum + change.places, 0);
  const what = `${numbered(places, "change")} in ${numbered(changes.length, "file")}`;
  if (!yes) await agreed(what, host);
  for (const change of changes) await writeChange(root, change);
  host.talk(`${what} written. Checked again:`);
  return true;
}

async function agreed(what: string, { ask }: CheckHost): Promise<void> {
  if (ask && (await ask(`Write ${what}? Type yes: `))) return;
  throw new SalvorProblem({
    code: "not-approved",
    message: ask
      ? "The changes were not agreed to. Nothing was written."
      : "Nobody agreed to these changes, and there is no terminal to ask. Nothing was written.",
    hint: ask ? "" : "Say -y to agree.",
    exit: exitCodes.refused,
  });
}

function noFiles(): SalvorProblem {
  return new SalvorProblem({
    code: "input-without-files",
    message: "--fix changes files, and standard input has none",
    hint: "Name the folder of the repository in place of -.",
    exit: exitCodes.usage,
  });
}
