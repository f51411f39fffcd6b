import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { type Tree, treeOf } from "./tree.ts";

/** No file is read that is larger than this, in bytes: what people write by hand is not. */
const largestFile = 32 * 1024 * 1024;

/** The files below a folder of the disk. Folders and files that may not be read are left out of `files`. */
export function diskTree(folder: string): Tree {
  const files: string[] = [];
  walk(folder, ".", files);
  return treeOf(folder, files.sort(), (path) => readText(join(folder, path)));
}

const neverRead = new Set([".git", "node_modules"]);

function walk(root: string, folder: string, files: string[]): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (neverRead.has(entry.name)) continue;
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) walk(root, path, files);
    else if (entry.isFile() || (entry.isSymbolicLink() && isFile(join(root, path)))) files.push(path);
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function readText(path: string): ReturnType<Tree["text"]> {
  try {
    const { size } = statSync(path);
    if (size > largestFile) return { problem: `it has ${size} bytes, more than ${largestFile}` };
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    return { problem: error instanceof TypeError ? "it is not UTF-8 text" : String((error as Error).message) };
  }
}
