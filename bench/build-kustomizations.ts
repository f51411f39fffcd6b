// Builds every kustomization of a folder, or of as many generated applications as a number says, and prints what it took.
import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { diskTree } from "../src/world/repo/disk-tree.ts";
import { createDocuments } from "../src/world/repo/documents.ts";
import { kustomizationNames } from "../src/world/repo/kustomization-names.ts";
import { kustomizeBuild } from "../src/world/repo/kustomize/build.ts";
import { memoryTree, type Tree } from "../src/world/repo/tree.ts";

/** A base with a generator and an overlay with names, labels, an image and a patch for each application. */
function generated(applications: number): Tree {
  const files: Record<string, string> = {};
  for (let index = 0; index < applications; index += 1) {
    const folder = `apps/a${index}`;
    files[`${folder}/base/kustomization.yaml`] =
      "resources: [web.yaml]\nconfigMapGenerator: [{name: c, literals: [a=b]}]\n";
    files[`${folder}/base/web.yaml`] = [
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a${index}}\nspec:\n  template:\n    spec:`,
      "      containers:\n      - {name: web, image: web, envFrom: [{configMapRef: {name: c}}]}\n",
    ].join("\n");
    files[`${folder}/prod/kustomization.yaml`] =
      `resources: [../base]\nnamespace: n${index}\nnamePrefix: p-\ncommonLabels: {app: a${index}}\nimages: [{name: web, newTag: v2}]\npatches: [{path: patch.yaml}]\n`;
    files[`${folder}/prod/patch.yaml`] =
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a${index}}\nspec: {replicas: 3}\n`;
  }
  return memoryTree(files);
}

const [what = ""] = process.argv.slice(2);
const tree = existsSync(what) ? diskTree(what) : generated(Number(what));
const documents = createDocuments(tree);
const names: readonly string[] = kustomizationNames;
const folders = [...new Set(tree.files.filter((path) => names.includes(basename(path))).map(dirname))];

const start = performance.now();
for (const path of tree.files) if (/\.ya?ml$/.test(path)) documents(path);
const read = performance.now();
let objects = 0;
for (const folder of folders) {
  const built = kustomizeBuild({ tree, documents }, { folder });
  if ("objects" in built) objects += built.objects.length;
}
const built = performance.now();
const memory = process.memoryUsage().rss / 2 ** 20;
console.log(
  JSON.stringify({ kustomizations: folders.length, objects, read: read - start, build: built - read, memory }),
);
