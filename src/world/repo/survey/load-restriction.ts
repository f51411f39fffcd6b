import type { FileRole, PathReference } from "../../../model/repository.ts";
import { isWithin } from "../kustomize/layer.ts";
import type { Tree } from "../tree.ts";

/** Files that say how kustomize is called: Argo CD is told so by a ConfigMap. */
const callers = new Set<FileRole>(["script", "workflow", "yaml", "manifests"]);

/**
 * Whether kustomizations may read files outside of their folders: where one does, and the repository calls kustomize with
 * `--load-restrictor LoadRestrictionsNone`.
 */
export function readsAnywhere(
  tree: Tree,
  roles: ReadonlyMap<string, FileRole>,
  kustomizations: readonly { readonly folder: string; readonly paths: readonly PathReference[] }[],
): boolean {
  const leaves = kustomizations.some(({ folder, paths }) =>
    paths.some(({ found, target }) => found === "file" && !isWithin(target, folder)),
  );
  return leaves && [...roles].some(([path, role]) => callers.has(role) && asksForIt(tree, path));
}

function asksForIt(tree: Tree, path: string): boolean {
  const read = tree.text(path);
  return "text" in read && read.text.includes("LoadRestrictionsNone");
}
