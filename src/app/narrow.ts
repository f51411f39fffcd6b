import { compareFindings } from "../engine/baseline.ts";
import type { Check } from "../model/catalog.ts";
import { type CheckNote, numbered } from "../model/check-result.ts";
import type { Finding } from "../model/finding.ts";
import { exitCodes, SalvorProblem } from "../model/problem.ts";
import type { CheckOptions } from "../model/verbs.ts";
import { readBaseline } from "../world/repo/baseline.ts";
import { revisionTree } from "../world/repo/revision.ts";
import { inRevision } from "../world/repo/revision-folder.ts";
import { type CheckSource, programsAt } from "./check-source.ts";
import { judge } from "./judge.ts";

/** The findings that count, and how many were left out because they were there before. */
export interface Narrowed {
  readonly findings: readonly Finding[];
  readonly known: number;
  readonly before: number;
  readonly notes: readonly CheckNote[];
}

/**
 * Reads what findings are narrowed by, before anything is checked: those that are reported on, and all of the
 * repository's, of which a baseline may miss some. Throws SalvorProblem (exit 2) for a baseline or a
 * revision that is not there.
 */
export async function narrowing(
  { baseline, changedSince }: Pick<CheckOptions, "baseline" | "changedSince">,
  source: CheckSource,
  asked: readonly Check[],
): Promise<(here: readonly Finding[], all: readonly Finding[]) => Narrowed> {
  const known = baseline === undefined ? [] : await readBaseline(baseline);
  const before = changedSince === undefined ? [] : await findingsAt(changedSince, source, asked);
  return (here, all) => {
    const brought = compareFindings(here, before);
    const fresh = compareFindings(brought.fresh, known);
    // What was not asked about is not gone.
    const failed = known.filter(
      ({ key, verdict }) => verdict === "fail" && asked.some(({ id }) => key.startsWith(`${id}:`)),
    );
    const gone = compareFindings(all, failed).gone;
    const notes = gone > 0 ? [{ text: goneText(gone, failed.length, baseline ?? "") }] : [];
    return { findings: fresh.fresh, known: fresh.known, before: brought.known, notes };
  };
}

function goneText(gone: number, all: number, baseline: string): string {
  const what = `${gone} of ${numbered(all, "failure")} in ${baseline} ${gone === 1 ? "is" : "are"} gone`;
  return `${what}; write it anew, so that nothing comes back unseen`;
}

async function findingsAt(
  revision: string,
  { root, tree, fleet, tool }: CheckSource,
  asked: readonly Check[],
): Promise<readonly Finding[]> {
  if (root === undefined) {
    throw new SalvorProblem({
      code: "input-without-revision",
      message: "--changed-since compares two states of a repository, and standard input has none",
      hint: "Name the folder of the repository in place of -.",
      exit: exitCodes.usage,
    });
  }
  const earlier = { tree: await revisionTree(root, revision, tree), fleet };
  const { findings } = tool
    ? await inRevision(root, revision, async (folder) =>
        judge({ ...earlier, tool: await programsAt(folder, tool.fetches) }, asked),
      )
    : await judge(earlier, asked);
  return findings.filter(({ ignored }) => ignored === undefined);
}
