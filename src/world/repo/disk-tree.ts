import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { textIn, unmarked } from "./file-text.ts";
import { gitFolderOf } from "./git-folder.ts";
import { type IgnoreRules, ignoreRules } from "./git-ignore.ts";
import { type Tree, treeOf, type Unread } from "./tree.ts";

/** No file is read that is larger than this, in bytes: what people write by hand is not. */
const largestFile = 16 * 1024 * 1024;

/** A folder with more than this is no repository but a disk. */
const mostFiles = 300_000;

/** Of these, nothing is ever read: Git's own, and packages that others wrote. */
const neverRead = new Set([".git", "node_modules"]);

/** What a walk through a folder found. */
interface Walk {
  readonly root: string;
  /** The same without links. */
  readonly real: string;
  readonly rules: IgnoreRules;
  readonly files: string[];
  readonly links: Map<string, string>;
  readonly unread: Unread[];
}

/** The files below a folder of the disk, which must be there. Throws SalvorProblem (exit 2) when they are too many. */
export function diskTree(folder: string): Tree {
  const real = realpathSync(folder);
  const walk: Walk = {
    root: folder,
    real,
    rules: ignoreRules(real, gitFolderOf(real)),
    files: [],
    links: new Map(),
    unread: [],
  };
  enter(walk, ".", false);
  const { files, links, unread } = walk;
  return treeOf(folder, files.sort(), (path) => readText(join(folder, path)), { links, unread });
}

function enter(walk: Walk, folder: string, ignored: boolean): void {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(join(walk.root, folder), { withFileTypes: true });
  } catch (error) {
    walk.unread.push({ path: folder, why: reasonOf(error) });
    return;
  }
  if (walk.files.length + entries.length > mostFiles) throw tooMany(walk.root);
  if (entries.some(({ name }) => name === ".gitignore")) walk.rules.enter(folder);
  for (const entry of entries) if (!neverRead.has(entry.name)) take(walk, folder, entry, ignored);
}

function tooMany(root: string): SalvorProblem {
  return new SalvorProblem({
    code: "too-many-files",
    message: `${root} has more than ${mostFiles} files, so it is hardly one repository`,
    hint: "Name the folder of the repository: salvor check PATH",
    exit: exitCodes.usage,
  });
}

function take(walk: Walk, folder: string, entry: Dirent, ignoredAbove: boolean): void {
  const path = posix.join(folder, entry.name);
  const kind = entry.isDirectory() ? "folder" : "file";
  const ignored = ignoredAbove || walk.rules.isIgnored(path, kind);
  if (ignored && !walk.rules.isTracked(path)) return;
  if (kind === "folder") enter(walk, path, ignored);
  else if (entry.isSymbolicLink()) follow(walk, path);
  else if (entry.isFile()) walk.files.push(path);
}

/**
 * A link to a file of the tree is that file. A link to a folder of the tree is a way to it, and what is in it is not read
 * twice. What leads out of the tree is not in it, and neither is what leads nowhere.
 */
function follow(walk: Walk, path: string): void {
  let target: string;
  try {
    target = realpathSync(join(walk.root, path));
  } catch (error) {
    if (codeOf(error) !== "ENOENT") walk.unread.push({ path, why: reasonOf(error) });
    return;
  }
  const inside = relative(walk.real, target).split(sep).join("/");
  if (inside === ".." || inside.startsWith("../") || posix.isAbsolute(inside)) return;
  const found = statSync(target, { throwIfNoEntry: false });
  if (found?.isDirectory()) walk.links.set(path, inside || ".");
  else if (found?.isFile()) walk.files.push(path);
}

function readText(path: string): ReturnType<Tree["text"]> {
  try {
    const { size } = statSync(path);
    if (size > largestFile)
      return { problem: `it has ${mebibytes(size)} MiB; files of more than ${mebibytes(largestFile)} are not read` };
    const text = readFileSync(path, "utf8");
    // Only what was not UTF-8, or is binary, is looked at byte by byte.
    return /[\0\ufffd]/.test(text) ? textIn(readFileSync(path)) : unmarked(text);
  } catch (error) {
    // Of a name in another encoding, the signs that could not be read are lost.
    const unnamed = codeOf(error) === "ENOENT" && path.includes("\ufffd");
    return { problem: unnamed ? "its name is not UTF-8; rename it" : reasonOf(error) };
  }
}

const mebibytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  ELOOP: "it is a link that leads in a circle",
  ENOENT: "it is gone",
  ENAMETOOLONG: "its path is too long",
};

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return reasons[code ?? ""] ?? code ?? "it cannot be read";
}
