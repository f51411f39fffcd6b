import { posix } from "node:path";
import { filesBelow } from "../../builds/sources.ts";
import type { Mapping } from "../../kustomize/values.ts";
import type { Tree } from "../../tree.ts";
import { textAt } from "../mapping.ts";

/** The manifests of a folder that Argo CD applies as it is, and those that it is told to leave out. */
export interface DirectoryFiles {
  readonly files: readonly string[];
  readonly leftOut: readonly string[];
}

/** Reads `directory` of an Application's source. */
export function directoryFiles(tree: Tree, folder: string, options: Mapping): DirectoryFiles {
  const include = globs(textAt(options, "include"));
  const exclude = globs(textAt(options, "exclude"));
  const files: string[] = [];
  const leftOut: string[] = [];
  for (const path of below(tree, folder, options.recurse === true)) {
    if (!/\.(?:ya?ml|json)$/.test(path)) continue;
    const inside = folder === "." ? path : path.slice(folder.length + 1);
    const isIncluded = include.length === 0 || include.some((glob) => glob.test(inside));
    (isIncluded && !exclude.some((glob) => glob.test(inside)) ? files : leftOut).push(path);
  }
  return { files, leftOut };
}

/** Links to folders are not followed, as by Argo CD: one may lead round in a circle. */
function below(tree: Tree, folder: string, recurse: boolean): readonly string[] {
  if (recurse) return filesBelow(tree, folder);
  return tree.names(folder).flatMap((name) => {
    const path = posix.join(folder, name);
    return tree.kind(path) === "file" ? [path] : [];
  });
}

/** A glob, or several in braces: `{a.yaml,b/*}`. */
function globs(written: string | undefined): readonly RegExp[] {
  if (written === undefined) return [];
  return written
    .replace(/^\{(.*)\}$/, "$1")
    .split(",")
    .map((glob) => globPattern(glob.trim()));
}

/** A glob as an expression: `*` stops at a slash, `**` does not. */
export function globPattern(glob: string): RegExp {
  const source = glob.replaceAll(/\*\*\/?|\*|\?|[.+^${}()|[\]\\]/g, (found) => {
    if (found.startsWith("**")) return ".*";
    if (found === "*") return "[^/]*";
    return found === "?" ? "[^/]" : `\\${found}`;
  });
  return new RegExp(`^${source}$`);
}
