import { expect, test } from "vitest";
import { treeOf } from "../../tree.ts";
import { generatedResources } from "./generated.ts";

test("Flux lists every manifest below a folder, a kustomization in place of its files, and follows no link", () => {
  const files = ["apps/a.yaml", "apps/deep/b.yaml", "apps/notes.md", "apps/own/c.yaml", "apps/own/kustomization.yaml"];
  const links = new Map([["apps/self", "apps"]]);
  const tree = treeOf("", files, () => ({ text: "" }), { links });
  expect(generatedResources(tree, "apps")).toEqual(["a.yaml", "deep/b.yaml", "own"]);
});
