import { expect, test } from "vitest";
import { folderOf, relativePath } from "./paths.ts";

test.each([
  ["a/b", "a/c.yaml", "../c.yaml"],
  ["a/b", "a/b/c/d.yaml", "c/d.yaml"],
  [".", "a/b.yaml", "a/b.yaml"],
  ["a/b", ".", "../.."],
  ["a", "a", "."],
  ["a/bc", "a/b", "../b"],
])("from %s, %s is %s", (folder, target, written) => {
  expect(relativePath(folder, target)).toBe(written);
});

test("a file at the top is in the root", () => {
  expect(folderOf("a/b.yaml")).toBe("a");
  expect(folderOf("b.yaml")).toBe(".");
});
