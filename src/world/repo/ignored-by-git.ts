import { posix } from "node:path";
import ignore, { type Ignore } from "ignore";
import type { Tree } from "./tree.ts";

/** Says whether Git is told to ignore a path that is not in a tree, by the `.gitignore` files that are. */
export function ignoredByGit(tree: Tree): (path: string) => boolean {
  const known = new Map<string, Ignore | undefined>();
  const rulesOf = (folder: string): Ignore | undefined => {
    if (!known.has(folder)) known.set(folder, read(tree, posix.join(folder, ".gitignore")));
    return known.get(folder);
  };
  return (path) => {
    if (path === "." || path.startsWith("..") || path.startsWith("/")) return false;
    for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
      const said = rulesOf(folder)?.test(posix.relative(folder, path));
      if (said?.ignored) return true;
      if (said?.unignored || folder === "." || folder.startsWith("..")) return false;
    }
  };
}

function read(tree: Tree, path: string): Ignore | undefined {
  const found = tree.kind(path) === "file" ? tree.text(path) : undefined;
  return found && "text" in found ? ignore({ ignorecase: false }).add(found.text) : undefined;
}
