import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { readProgram, type Written } from "./run.ts";

/** More than this of one answer is not held in memory, in bytes. */
const largestAnswer = 1024 * 1024 * 1024;

/**
 * Asks Git about the working tree at a folder. It changes nothing there and starts no program that the repository's
 * settings name. Throws SalvorProblem (exit 2) where there is no Git.
 */
export async function git(folder: string, args: readonly string[], input?: string): Promise<Written> {
  const safe = ["--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"];
  try {
    return await readProgram("git", {
      args: [...safe, ...args],
      env: { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_NO_LAZY_FETCH: "1", LC_ALL: "C" },
      folder,
      timeoutSeconds: 120,
      most: largestAnswer,
      ...(input === undefined ? {} : { input }),
    });
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new SalvorProblem({
      code: absent ? "no-git" : "git-failed",
      message: absent ? "git is not on PATH, and an earlier state is read by it" : String((error as Error).message),
      hint: absent ? "Install Git, or leave out --changed-since." : "Try it by hand: git status",
      exit: exitCodes.usage,
      cause: error,
    });
  }
}
