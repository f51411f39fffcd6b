import { relative, sep } from "node:path";
import { type Fleet, noFleet } from "../model/fleet.ts";
import type { SourceOptions } from "../model/verbs.ts";
import { inputTree } from "../world/input.ts";
import { diskTree } from "../world/repo/disk-tree.ts";
import { findFleet } from "../world/repo/find-fleet.ts";
import { helmProgram } from "../world/repo/helm-program.ts";
import { kustomizeProgram } from "../world/repo/kustomize-program.ts";
import { named } from "../world/repo/root.ts";
import type { Tool } from "../world/repo/survey/tool.ts";
import type { Tree } from "../world/repo/tree.ts";

/** What is checked: the files, which of them are reported on, and what the fleet file says of them. */
export interface CheckSource {
  readonly tree: Tree;
  /** Absolute; undefined where manifests came by standard input. */
  readonly root?: string;
  readonly paths: readonly string[];
  readonly fleet: Fleet;
  /** What builds kustomizations in place of this program. */
  readonly tool?: Tool;
}

/** Finds it. Throws SalvorProblem (exit 2) for paths that are not there, and for a fleet file that is wrong. */
export async function openSource(options: SourceOptions): Promise<CheckSource> {
  const { paths, file, kubernetesVersion } = options;
  const place = paths.length === 1 && paths[0] === "-" ? undefined : named(paths, options.root);
  const path = file ?? (await findFleet(place?.root ?? "."));
  const read = path === undefined ? noFleet : await (await import("../world/repo/fleet.ts")).readFleet(path);
  const fleet =
    kubernetesVersion === undefined ? read : { ...read, cluster: { ...read.cluster, version: kubernetesVersion } };
  if (!place) return { tree: await inputTree(), paths: [], fleet };
  const tool = options.render === "tools" ? { tool: await programsAt(place.root, options.fetch === true) } : {};
  return { tree: diskTree(place.root), root: place.root, paths: place.paths, fleet, ...tool };
}

/** The kustomize on PATH for the repository at a folder, and Helm where it is there too. */
export async function programsAt(root: string, fetches: boolean): Promise<Tool> {
  const kustomize = await kustomizeProgram(root, fetches);
  const helm = await helmProgram(root);
  return helm ? { ...kustomize, name: `${kustomize.name} and ${helm.name}`, template: helm.template } : kustomize;
}

/** A path of a repository as it is written from the working folder. */
export function fromHere(root: string | undefined, path: string): string {
  if (root === undefined) return path;
  const prefix = relative("", root).split(sep).join("/");
  if (prefix === "") return path;
  return path === "." ? prefix : `${prefix}/${path}`;
}
