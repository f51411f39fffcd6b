import { describe, expect, test } from "vitest";
import { kustomizeCases, notCovered } from "../../../../test/conformance/kustomize/archive.ts";
import { createDocuments, type DocumentReader } from "../documents.ts";
import { memoryTree } from "../tree.ts";
import { readDocuments } from "../yaml.ts";
import { kustomizeBuild } from "./build.ts";

/** A reader whose values throw when somebody changes them: they are shared. */
function frozen(documents: DocumentReader): DocumentReader {
  return (path) => {
    const read = documents(path);
    if ("values" in read) read.values.forEach(freeze);
    return read;
  };
}

function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(freeze);
}

describe("what the real kustomize made of each case", () => {
  test.each(kustomizeCases().map((one) => [one.name, one] as const))("%s", (name, one) => {
    const tree = memoryTree(one.files);
    const built = kustomizeBuild({ tree, documents: frozen(createDocuments(tree)) }, { folder: one.folder });
    if (name in notCovered) expect(built).toHaveProperty("unknown");
    else if (one.expected === "refused\n") expect(built, one.about).toHaveProperty("failed");
    else {
      const objects = "objects" in built ? built.objects.map(({ object }) => object) : built;
      const expected = readDocuments(name, one.expected ?? "").filter((object) => object !== null);
      expect(objects, one.about).toEqual(expected);
    }
  });

  test("a refusal names a place", () => {
    for (const one of kustomizeCases()) {
      const tree = memoryTree(one.files);
      const built = kustomizeBuild({ tree, documents: createDocuments(tree) }, { folder: one.folder });
      if ("objects" in built) continue;
      expect(Object.keys(one.files), one.name).toContain(built.at.path);
    }
  });
});
