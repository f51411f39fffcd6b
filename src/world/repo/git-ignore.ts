import { readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import type { GitFolder } from "./git-folder.ts";
import { trackedIn } from "./git-index.ts";

/** Says what Git does not look at. Paths are relative to the folder that it was opened for. */
export interface IgnoreRules {
  /** Reads the `.gitignore` of a folder; a folder is entered before what is in it is asked for. */
  enter(folder: string): void;
  /** Whether a pattern ignores it; what is in an ignored folder is not asked for. */
  isIgnored(path: string, kind: "file" | "folder"): boolean;
  /** Whether Git tracks it all the same, or something in it. */
  isTracked(path: string): boolean;
}

/**
 * The rules for a folder: its own `.gitignore` files, those above it in the working tree, and `.git/info/exclude`. What a
 * person ignores on all of their machines (`core.excludesFile`) is not asked, so that the answer is the same on each.
 */
export function ignoreRules(folder: string, git: GitFolder | undefined): IgnoreRules {
  const prefix = git ? relative(git.top, folder).split(sep).join("/") : "";
  const byFolder = new Map<string, Ignore>();
  let tracked: ReadonlySet<string> | undefined;

  const add = (at: string, file: string): void => {
    const text = textOf(file);
    if (text !== undefined) byFolder.set(at, ignore({ ignorecase: false }).add(text));
  };
  const whole = (path: string): string => posix.join(prefix, path);
  const exclude = git && textOf(git.exclude);
  const everywhere = exclude === undefined ? undefined : ignore({ ignorecase: false }).add(exclude);
  if (git && prefix !== "") for (const above of foldersAbove(prefix)) add(above, join(git.top, above, ".gitignore"));

  return {
    enter: (inner) => add(whole(inner), join(folder, inner, ".gitignore")),
    isIgnored(path, kind) {
      const asked = whole(path);
      // The nearest `.gitignore` that says anything decides.
      for (const above of [...foldersAbove(asked)].reverse()) {
        const said = byFolder.get(above) && verdict(byFolder.get(above), posix.relative(above, asked), kind);
        if (said !== undefined) return said;
      }
      return verdict(everywhere, asked, kind) ?? false;
    },
    isTracked(path) {
      tracked ??= git ? trackedIn(git.index) : new Set();
      return tracked.has(whole(path));
    },
  };
}

/** `.`, `a` and `a/b` of `a/b/c`. */
function foldersAbove(path: string): readonly string[] {
  const steps = path.split("/");
  return steps.map((_, index) => steps.slice(0, index).join("/") || ".");
}

function verdict(rules: Ignore | undefined, path: string, kind: "file" | "folder"): boolean | undefined {
  const said = rules?.test(kind === "folder" ? `${path}/` : path);
  return said?.ignored ? true : said?.unignored ? false : undefined;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
