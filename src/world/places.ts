import { homedir } from "node:os";
import { join } from "node:path";

/** Where Salvor keeps things. The environment is handed in, so that a test has its own places. */

type Environment = Readonly<Record<string, string | undefined>>;

/** `$XDG_STATE_HOME/salvor/journal.db`, by default below `~/.local/state`. */
export function journalPath(environment: Environment): string {
  const state = environment.XDG_STATE_HOME || join(environment.HOME || homedir(), ".local", "state");
  return join(state, "salvor", "journal.db");
}

/** `.salvor/runs/<id>` below a folder: reports and evidence of one run. */
export function runFolder(folder: string, run: string): string {
  return join(folder, ".salvor", "runs", run);
}

/** `$XDG_CACHE_HOME/salvor`, by default below `~/.cache`: what can be made again at any time. */
export function cacheFolder(environment: Environment): string {
  return join(environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), ".cache"), "salvor");
}
