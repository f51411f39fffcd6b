import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Where Git keeps what it knows of a working tree. `top` is the folder that holds `.git`; all are absolute. */
export interface GitFolder {
  readonly top: string;
  readonly index: string;
  readonly exclude: string;
  readonly config: string;
}

/** What Git keeps of the working tree that a folder is in; undefined where no folder above has a `.git`. */
export function gitFolderOf(folder: string): GitFolder | undefined {
  for (let top = resolve(folder); ; top = dirname(top)) {
    const found = gitFolderAt(top);
    if (found || top === dirname(top)) return found;
  }
}

function gitFolderAt(top: string): GitFolder | undefined {
  const path = join(top, ".git");
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory())
    return { top, index: join(path, "index"), exclude: join(path, "info/exclude"), config: join(path, "config") };
  // A worktree or submodule: a file that says where its own part is, which says where the part is that all share.
  const own = found?.isFile() ? /^gitdir: (.+)$/m.exec(textAt(path))?.[1] : undefined;
  if (own === undefined) return undefined;
  const folder = resolve(top, own.trim());
  const shared = resolve(folder, textAt(join(folder, "commondir")).trim());
  return { top, index: join(folder, "index"), exclude: join(shared, "info/exclude"), config: join(shared, "config") };
}

/** The text of a file that Git keeps; empty where it cannot be read. */
export function textAt(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
