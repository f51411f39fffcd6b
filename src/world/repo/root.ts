import { statSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { gitFolderOf } from "./git-folder.ts";

/** Which repository is meant, and what in it. */
export interface Named {
  /** The folder of the whole repository, absolute. */
  readonly root: string;
  /** Relative to the root; empty where all of it is meant. */
  readonly paths: readonly string[];
}

/**
 * The repository of some paths: the nearest folder above the first that has a `.git`, else the first itself (its folder
 * where it is a file). Throws SalvorProblem (exit 2) for what is not there, and for paths outside the repository.
 */
export function named(paths: readonly string[], explicit?: string): Named {
  if (paths.includes("-"))
    throw problem("input-and-paths", "- is standard input, and nothing else is checked with it", "Name - or paths.");
  const kinds = paths.map((path) => kindOf(path));
  const root = explicit === undefined ? rootOf(paths[0] ?? ".", kinds[0] ?? "folder") : folder(explicit);
  const inside = paths.map((path) => {
    const inner = relative(root, resolve(path)).split(sep).join("/");
    if (inner === ".." || inner.startsWith("../")) throw outside(path, root, explicit !== undefined);
    return inner || ".";
  });
  return { root, paths: inside.includes(".") ? [] : inside };
}

function rootOf(path: string, kind: "file" | "folder"): string {
  const start = kind === "file" ? dirname(resolve(path)) : resolve(path);
  return gitFolderOf(start)?.top ?? start;
}

function folder(path: string): string {
  if (kindOf(path) === "folder") return resolve(path);
  throw problem("root-is-a-file", `--root ${path} is a file`, "Name the folder of the repository.");
}

function kindOf(path: string): "file" | "folder" {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM")
      throw problem("path-forbidden", `${path} may not be read by this user`, "Ask for permission, or name another.");
    throw problem("no-such-path", `${path} does not exist`, "Name a file or folder that does, or none for all of it.");
  }
}

function outside(path: string, root: string, explicit: boolean): SalvorProblem {
  const hint = explicit ? "Name a --root that holds it." : "Check one repository after the other.";
  return problem("outside-the-root", `${path} is not in the repository ${root}`, hint);
}

function problem(code: string, message: string, hint: string): SalvorProblem {
  return new SalvorProblem({ code, message, hint, exit: exitCodes.usage });
}
