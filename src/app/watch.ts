import { exitCodes, SalvorProblem } from "../model/problem.ts";
import type { Checked, CheckHost, CheckOptions } from "../model/verbs.ts";
import { watchTree } from "../world/repo/watch.ts";
import { type FoundOut, findOut } from "./find-out.ts";
import { told } from "./told.ts";

/**
 * Checks again whenever a file is saved, until the signal aborts. A mistake in the fleet file is said and waited out.
 * Throws SalvorProblem (exit 2) where there is nothing to watch, or the first check cannot be done.
 */
export async function watchCheck(
  options: CheckOptions,
  host: CheckHost & { readonly signal: AbortSignal },
  { version, show }: { readonly version: string; show(checked: Checked): void },
): Promise<void> {
  const first = await findOut(options);
  const { root } = first.source;
  if (root === undefined || options.fix) throw cannotWatch(options.fix ? "--fix" : "standard input");
  const watcher = watchTree(root);
  try {
    let found: FoundOut | undefined = first;
    while (!host.signal.aborted) {
      if (found) {
        watcher.follow(found.source.tree);
        show(await told(found, options, host.pen, version));
        host.talk("Waiting for changes; Ctrl-C ends.");
      }
      const changed = await watcher.changes(host.signal);
      if (changed.length === 0) return;
      host.talk(`\n${changed.slice(0, 3).join(", ")}${changed.length > 3 ? `, ${changed.length - 3} more` : ""}:`);
      found = await again(options, host);
    }
  } finally {
    watcher.close();
  }
}

async function again(options: CheckOptions, host: CheckHost): Promise<FoundOut | undefined> {
  try {
    return await findOut(options);
  } catch (error) {
    if (!(error instanceof SalvorProblem)) throw error;
    host.talk(`${error.message}\n  ${error.hint}`);
    return undefined;
  }
}

function cannotWatch(what: string): SalvorProblem {
  return new SalvorProblem({
    code: "cannot-watch",
    message: `--watch checks again when a file is saved, which does not go together with ${what}`,
    hint: "Leave out one of the two.",
    exit: exitCodes.usage,
  });
}
