import { posix } from "node:path";
import ignore, { type Ignore } from "ignore";
import { filesBelow } from "../../builds/sources.ts";
import { kustomizationNames } from "../../kustomization-names.ts";
import type { Tree } from "../../tree.ts";

/** What source-controller never puts into an artifact. Source: github.com/fluxcd/pkg/sourceignore. */
const neverInArtifact = `
.git/
.gitignore
.gitmodules
.gitattributes
.github/
.circleci/
.travis.yml
.gitlab-ci.yml
appveyor.yml
.drone.yml
cloudbuild.yaml
codeship-services.yml
codeship-steps.yml
.goreleaser.yml
.sops.yaml
.flux.yaml
`;

/** The file that makes a folder a kustomization, if there is one. */
export function kustomizationIn(tree: Tree, folder: string): string | undefined {
  return kustomizationNames.map((name) => posix.join(folder, name)).find((path) => tree.kind(path) === "file");
}

/**
 * What Flux lists for a folder without a kustomization: every YAML file below, and instead of a folder's files its
 * kustomization where it has one. Relative to the folder.
 */
export function generatedResources(tree: Tree, folder: string): readonly string[] {
  const found: string[] = [];
  collect(tree, { base: folder, folder, ignored: ignoredIn(tree) }, found);
  return found;
}

interface Scan {
  readonly base: string;
  readonly folder: string;
  readonly ignored: Ignore;
}

function collect(tree: Tree, scan: Scan, found: string[]): void {
  for (const name of tree.names(scan.folder)) {
    const path = posix.join(scan.folder, name);
    const inside = scan.base === "." ? path : path.slice(scan.base.length + 1);
    const isFolder = tree.kind(path) === "folder";
    if (isLeftOut(tree, scan, isFolder ? `${path}/` : path)) continue;
    if (isFolder) {
      if (kustomizationIn(tree, path) === undefined) collect(tree, { ...scan, folder: path }, found);
      else found.push(inside);
    } else if (/\.ya?ml$/.test(name)) found.push(inside);
  }
}

/** What Flux is told to ignore, and links to folders, which have no files of their own: they may lead round in a circle. */
function isLeftOut(tree: Tree, { ignored }: Scan, path: string): boolean {
  return ignored.ignores(path) || filesBelow(tree, path.replace(/\/$/, "")).length === 0;
}

const known = new WeakMap<Tree, Ignore>();

function ignoredIn(tree: Tree): Ignore {
  const before = known.get(tree);
  if (before) return before;
  const ignored = ignore().add(neverInArtifact);
  for (const file of tree.files) {
    if (posix.basename(file) !== ".sourceignore") continue;
    const read = tree.text(file);
    if ("text" in read) ignored.add(anchored(read.text, posix.dirname(file)));
  }
  known.set(tree, ignored);
  return ignored;
}

/** Patterns of a file in a sub-folder hold below that folder. */
function anchored(text: string, folder: string): string {
  if (folder === ".") return text;
  return text
    .split("\n")
    .map((line) => {
      const [, not = "", pattern = ""] = /^(!?)(.*)$/.exec(line.trim()) ?? [];
      if (pattern === "" || pattern.startsWith("#")) return "";
      const inner = pattern.replace(/\/$/, "").includes("/") ? pattern.replace(/^\//, "") : `**/${pattern}`;
      return `${not}/${folder}/${inner}`;
    })
    .join("\n");
}
