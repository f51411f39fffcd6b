import { posix } from "node:path";
import type { Tree } from "../tree.ts";

const program = /\.(?:go|py|[cm]?[jt]s|rs|java|kt|rb|cs)$/;

/** Whether a program reads a file: one in a folder above names its path, as `go:embed` does. */
export function isReadByProgram(tree: Tree, path: string): boolean {
  const isNamedIn = (folder: string): boolean => {
    const written = posix.relative(folder, path);
    return tree.names(folder).some((name) => program.test(name) && isIn(tree, posix.join(folder, name), written));
  };
  return foldersAbove(path).some(isNamedIn);
}

function isIn(tree: Tree, file: string, written: string): boolean {
  const read = tree.text(file);
  return "text" in read && read.text.includes(written);
}

function foldersAbove(path: string): readonly string[] {
  const folder = posix.dirname(path);
  return folder === path || folder === "." ? ["."] : [folder, ...foldersAbove(folder)];
}

/** Whether a name stands for a word that a script replaces, and that YAML reads as a comment: `name: ##NAME##`. */
export function hasCommentName(text: string): boolean {
  return /^\s+name:\s+#+[A-Z][A-Z0-9_]*#*\s*$/m.test(text);
}
