import { posix } from "node:path";
import { isWithin } from "../kustomize/layer.ts";
import type { Tree } from "../tree.ts";
import { argoFolders, isArgo } from "./argo/expand.ts";
import { fluxPath, isFluxKustomization } from "./flux/expand.ts";
import type { Inventory } from "./inventory.ts";
import type { RawObject } from "./raw-object.ts";

/** What leads Flux and Argo CD on, where no cluster is known to begin. */
export interface Leads {
  /** Folders of files that tell them what to apply. */
  readonly folders: ReadonlySet<string>;
  /** Folders that they are told to apply. */
  readonly applied: readonly string[];
}

/** What the files that nobody has taken yet tell Flux and Argo CD to apply. */
export function leadsOf({ manifests, tree }: Inventory, taken: ReadonlySet<string>): Leads {
  const left = [...manifests].filter(([path]) => !taken.has(path)).flatMap(([, objects]) => objects);
  const leads = left.filter((raw) => isFluxKustomization(raw) || isArgo(raw));
  return {
    folders: new Set(leads.map(({ path }) => posix.dirname(path))),
    applied: leads.flatMap((raw) => foldersOf(tree, raw).filter((folder) => !isWithin(raw.path, folder))),
  };
}

function foldersOf(tree: Tree, raw: RawObject): readonly string[] {
  if (isArgo(raw)) return argoFolders(tree, raw);
  const folder = fluxPath(raw);
  return tree.kind(folder) === "folder" ? [folder] : [];
}
