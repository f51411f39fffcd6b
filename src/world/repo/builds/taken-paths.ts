import { posix } from "node:path";
import type { PathReference } from "../../../model/repository.ts";
import { nearestPath } from "../survey/kustomization-paths.ts";
import type { FileReader, Places } from "../text-vertex.ts";
import { pathFrom, type Tree } from "../tree.ts";
import type { ContextPath, Dockerfile } from "./dockerfile.ts";

/** What builds make before an image is built from it: not in Git, and not missing. */
const made =
  /^(?:target|build|dist|out|output|_output|bin|obj|release|publish|artifacts?|node_modules|vendor|generated|coverage|\.next|\.output|\.venv|public\/build)(?:\/|$)|\.(?:jar|war|ear|whl|deb|rpm|apk|tgz|tar|gz|zip|exe|so|pb|pem|crt|key)$/;

/** The paths that a Dockerfile takes from its context and that are not there. `contexts`: where it is built; none: nobody says. */
export function takenPaths(
  { tree, isIgnored }: Pick<FileReader, "tree" | "isIgnored">,
  { takes }: Dockerfile,
  { path, contexts, places }: { readonly path: string; readonly contexts: readonly string[]; readonly places: Places },
): readonly PathReference[] {
  const paths = takes.map((taken) => ({
    taken,
    written: taken.written.replace(/^(?:\.{0,2}\/+)+/, "").replace(/\/+$/, "") || ".",
  }));
  const from =
    contexts.length > 0
      ? contexts
      : likelyContext(
          tree,
          path,
          paths.map(({ written }) => written),
        );
  return paths.flatMap(({ taken, written }): PathReference[] => {
    const lost = from.filter((context) => !isThere(tree, context, written));
    if (lost.length === 0 || made.test(written)) return [];
    if (lost.every((context) => isIgnored(pathFrom(context, written)))) return [];
    const found = absent(tree, { context: lost[0] ?? ".", written, taken }, { path, places });
    // A name without an ending is a program or a folder: the build before may have made it.
    const isBare = !posix.basename(written).includes(".");
    return isBare && found.nearest === undefined ? [] : [found];
  });
}

/** Where nobody says from which folder it is built: the one that has most of what it takes; none where that is little. */
function likelyContext(tree: Tree, path: string, written: readonly string[]): readonly string[] {
  const named = written.filter((one) => one !== "." && !made.test(one));
  const counted = foldersAbove(posix.dirname(path)).map((folder) => ({
    folder,
    count: named.filter((one) => isThere(tree, folder, one)).length,
  }));
  const best = counted.reduce((a, b) => (b.count > a.count ? b : a), { folder: ".", count: 0 });
  return best.count > 0 && best.count * 2 >= named.length ? [best.folder] : [];
}

interface Lost {
  readonly context: string;
  readonly written: string;
  readonly taken: ContextPath;
}

function absent(
  tree: Tree,
  { context, written, taken }: Lost,
  { path, places }: { readonly path: string; readonly places: Places },
): PathReference {
  const target = pathFrom(context, written);
  const near = nearestPath(tree, target);
  return {
    field: places.add(`${taken.instruction.slice(0, 60)}`, { path, line: taken.line }),
    written: taken.written,
    target,
    found: "absent",
    ...(near === undefined ? {} : { nearest: near }),
  };
}

function isThere(tree: Tree, context: string, written: string): boolean {
  const target = pathFrom(context, written);
  if (target.startsWith("..")) return false;
  if (tree.kind(target) !== "absent") return true;
  if (!/[*?[]/.test(written)) return false;
  const folder = posix.dirname(target);
  if (/[*?[]/.test(folder)) return true;
  const pattern = new RegExp(`^${asExpression(posix.basename(target))}$`);
  return tree.names(folder).some((name) => pattern.test(name));
}

/** A pattern of Go's filepath.Match as an expression. */
function asExpression(pattern: string): string {
  return pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replace(/\*/g, "[^/]*")
    .replace(/\?/g, "[^/]");
}

function foldersAbove(folder: string): readonly string[] {
  return folder === "." ? ["."] : [folder, ...foldersAbove(posix.dirname(folder))];
}
