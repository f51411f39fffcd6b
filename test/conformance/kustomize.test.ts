import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { diskTree } from "../../src/world/repo/disk-tree.ts";
import { createDocuments } from "../../src/world/repo/documents.ts";
import { kustomizationNames } from "../../src/world/repo/kustomization-names.ts";
import { kustomizeBuild } from "../../src/world/repo/kustomize/build.ts";
import { memoryTree } from "../../src/world/repo/tree.ts";
import { kustomizeCases, notCovered } from "./kustomize/archive.ts";
import { compareBuilds, printedObjects } from "./kustomize/compare.ts";
import { randomPatch } from "./kustomize/random.ts";
import { buildReal, buildRealCase, findKustomize } from "./kustomize/real.ts";

/** The builder of kustomizations beside the real kustomize, which is right where they differ. */

const kustomize = findKustomize() ?? "";
if (kustomize === "") console.warn("SKIPPED: there is no Go to build the real kustomize with");

const root = fileURLToPath(new URL("../..", import.meta.url));
const real = resolve(root, process.env.SALVOR_REAL ?? "../shared/real");
const repositories = ["bank-of-anthos", "flux2-multi-tenancy", "home-cluster"].map((name) => join(real, name));
for (const path of repositories)
  if (!existsSync(path)) console.warn(`SKIPPED: ${path} is not there (SALVOR_REAL says where)`);

/** Kustomizations of those repositories that the builder cannot know. */
const unknownFolders = ["home-cluster/cluster/bootstrap"];

describe.skipIf(kustomize === "")("the cases", () => {
  test.each(kustomizeCases().map((one) => [one.name, one] as const))("%s", (name, one) => {
    const tree = memoryTree(one.files);
    const built = kustomizeBuild({ tree, documents: createDocuments(tree) }, { folder: one.folder });
    const answer = buildRealCase(kustomize, one);
    const recorded = "printed" in answer ? answer.printed : "refused\n";
    expect(one.expected, "what is recorded is what it says: node scripts/fixtures/kustomize-cases.ts").toBe(recorded);
    const wanted = name in notCovered ? ["unknown"] : ["equal", "refused"];
    expect(wanted, one.about).toContain(compareBuilds(built, answer));
  });
});

describe.skipIf(kustomize === "")("patches that chance has made", () => {
  test.each(Array.from({ length: 100 }, (_, seed) => seed))("seed %i", (seed) => {
    const files = randomPatch(seed);
    const tree = memoryTree(files);
    const built = kustomizeBuild({ tree, documents: createDocuments(tree) }, { folder: "." });
    const answer = buildRealCase(kustomize, { files, folder: "." });
    expect(["equal", "refused"], JSON.stringify(files)).toContain(compareBuilds(built, answer));
  });
});

describe.skipIf(kustomize === "").each(repositories.filter(existsSync))("%s", (repository) => {
  const tree = diskTree(repository);
  const documents = createDocuments(tree);
  const names: readonly string[] = kustomizationNames;
  const folders = [...new Set(tree.files.filter((path) => names.includes(basename(path))).map(dirname))];

  test.each(folders)("%s", (folder) => {
    const built = kustomizeBuild({ tree, documents }, { folder });
    if (unknownFolders.includes(`${basename(repository)}/${folder}`)) {
      expect(built).toHaveProperty("unknown");
      return;
    }
    const answer = buildReal(kustomize, join(repository, folder));
    if (compareBuilds(built, answer) === "equal") return;
    const objects = "objects" in built ? built.objects.map(({ object }) => object) : built;
    expect(objects).toEqual("printed" in answer ? printedObjects(answer.printed) : answer);
  });
});
