import { expect, test } from "vitest";
import { treeOf } from "../../tree.ts";
import { directoryFiles } from "./directory.ts";

const tree = treeOf("", ["apps/a.yaml", "apps/deep/b.yaml", "apps/deep/notes.md", "c.yaml"], () => ({ text: "" }), {
  links: new Map([["apps/self", "apps"]]),
});

test.each([
  ["only what lies right in the folder", {}, ["apps/a.yaml"]],
  ["what lies deeper, and no link round in a circle", { recurse: true }, ["apps/a.yaml", "apps/deep/b.yaml"]],
  ["what a pattern takes", { recurse: true, include: "deep/*" }, ["apps/deep/b.yaml"]],
  ["without what a pattern leaves out", { recurse: true, exclude: "{deep/*,x}" }, ["apps/a.yaml"]],
])("Argo CD applies %s", (_, options, expected) => {
  expect(directoryFiles(tree, "apps", options).files).toEqual(expected);
});
