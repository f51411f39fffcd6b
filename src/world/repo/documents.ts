import { SalvorProblem } from "../../model/problem.ts";
import type { Tree } from "./tree.ts";
import { readDocuments } from "./yaml.ts";
import { lookingSchema } from "./yaml-schema.ts";

/** The documents of a file as kubectl reads them (an empty one is null, with secrets), or why there are none. */
export type Documents = { readonly values: readonly unknown[] } | { readonly problem: SalvorProblem };

/** Reads the YAML and JSON files of a tree, each at most once. What it hands out is shared: nobody may change it. */
export type DocumentReader = (path: string) => Documents;

/** Makes a reader of the documents of a tree. */
export function createDocuments(tree: Tree): DocumentReader {
  const known = new Map<string, Documents>();
  return (path) => {
    const before = known.get(path);
    if (before) return before;
    const read = documentsOf(tree, path);
    known.set(path, read);
    return read;
  };
}

function documentsOf(tree: Tree, path: string): Documents {
  const found = tree.text(path);
  if ("problem" in found) {
    const message = `${path} cannot be read: ${found.problem}`;
    const hint = "Salvor reads files that are UTF-8 text, not too large, and open to this user.";
    return { problem: new SalvorProblem({ code: "file-unreadable", message, hint, exit: 2 }) };
  }
  try {
    return { values: readDocuments(path, found.text, lookingSchema) };
  } catch (error) {
    if (error instanceof SalvorProblem) return { problem: error };
    throw error;
  }
}
