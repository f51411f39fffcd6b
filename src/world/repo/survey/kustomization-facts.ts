import type { BuildResult, KustomizationFact } from "../../../model/repository.ts";
import { ignoredByGit } from "../ignored-by-git.ts";
import type { Draft } from "./draft.ts";
import type { Inventory } from "./inventory.ts";
import type { IsClusterScoped } from "./scope.ts";
import { unlistedFact, unlistedIn } from "./unlisted.ts";

/** What is known of each kustomization once all roots are. */
export function* kustomizationFacts(
  inventory: Inventory,
  drafts: readonly Draft[],
  isClusterScoped: IsClusterScoped,
): Iterable<KustomizationFact> {
  const isIgnored = ignoredByGit(inventory.tree);
  const results = resultsOf(drafts);
  const users = new Map<string, readonly string[]>(inventory.usedBy);
  const roots = new Map<string, readonly Draft[]>();
  for (const draft of drafts) {
    const { uses, files } = draft;
    for (const [file, by] of uses) users.set(file, [...(users.get(file) ?? []), ...by]);
    for (const file of files) roots.set(file, [...(roots.get(file) ?? []), draft]);
  }
  for (const kustomization of inventory.kustomizations) {
    const { file, folder, component, paths } = kustomization;
    const inRoots = roots.get(file) ?? [];
    const unlisted = unlistedIn(inventory, kustomization);
    yield {
      file,
      folder,
      component,
      paths: paths.map((one) => (one.found === "absent" && isIgnored(one.target) ? { ...one, ignored: true } : one)),
      usedBy: users.get(file) ?? [],
      roots: inRoots.map(({ root }) => root.name),
      unlisted: unlisted.map((path) =>
        unlistedFact(inventory, kustomization, { path, roots: inRoots, drafts, isClusterScoped }),
      ),
      result: results.get(file) ?? { is: "part" },
    };
  }
}

/** What came of building each kustomization: where several roots build one and it fails in one of them, that. */
function resultsOf(drafts: readonly Draft[]): ReadonlyMap<string, BuildResult> {
  const results = new Map<string, BuildResult>();
  for (const [file, result] of drafts.flatMap(({ builds }) => [...builds]))
    if (results.get(file)?.is !== "failed") results.set(file, result);
  return results;
}
