import { posix } from "node:path";
import { pathFrom, type Tree } from "../tree.ts";
import { goReads } from "./reads/go.ts";
import { javaReads, springReads } from "./reads/java.ts";
import { javascriptReads } from "./reads/javascript.ts";
import { pythonReads } from "./reads/python.ts";
import type { Reads } from "./reads/reads.ts";
import { shellReads } from "./reads/shell.ts";

/** Reads a program file. `program`: it is one; what is none only adds to what a program is known to read. */
interface Language {
  readonly files: RegExp;
  readonly program: boolean;
  read(text: string): Reads;
}

const languages: readonly Language[] = [
  { files: /\.pyi?$/, program: true, read: pythonReads },
  { files: /\.go$/, program: true, read: goReads },
  { files: /\.(?:[cm]?[jt]sx?|vue|svelte)$/, program: true, read: javascriptReads },
  { files: /\.(?:java|kt|kts|scala|groovy)$/, program: true, read: javaReads },
  { files: /(?:^|\/)(?:application|bootstrap)[\w-]*\.(?:properties|ya?ml)$/, program: false, read: springReads },
  { files: /\.(?:sh|bash)$/, program: true, read: shellReads },
];

/** Programs in languages that are not read: what they ask for is not known. */
const unread = /\.(?:rs|rb|php|cs|fs|c|cc|cpp|cxx|ex|exs|erl|hs|clj|swift|dart|lua|pl|zig|nim|ml|jl|cr)$/;
const left =
  /(?:^|\/)(?:node_modules|vendor|third_party|dist|build|target|\.venv|venv|__pycache__|tests?|__tests__|testdata|e2e|docs|examples?)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test)\.\w+$|\.(?:test|spec|min)\.\w+$|\.d\.ts$/;

/** Bounds: a file larger than this is no program that a person wrote, and of more files only the first are read. */
const largest = 512 * 1024;
const most = 2000;

/** A file of a program with what it says. `text` is not masked. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly program: boolean;
  readonly reads: Reads;
}

/** The program files below some paths, and the first file in a language that is not read. */
export interface Sources {
  readonly files: readonly SourceFile[];
  readonly unread?: string;
}

/** Reads the program files at some paths of a tree, each at most once. */
export function createSourceReader(tree: Tree): (roots: readonly string[]) => Sources {
  const known = new Map<string, SourceFile | undefined>();
  const read = (path: string): SourceFile | undefined => {
    if (!known.has(path)) known.set(path, sourceFile(tree, path));
    return known.get(path);
  };
  return (roots) => {
    const paths = [...new Set(roots.flatMap((root) => filesBelow(tree, root)))].filter((path) => !left.test(path));
    const other = paths.find((path) => unread.test(path));
    const files = paths.slice(0, most).flatMap((path) => read(path) ?? []);
    return { files, ...(other === undefined ? {} : { unread: other }) };
  };
}

function sourceFile(tree: Tree, path: string): SourceFile | undefined {
  const language = languages.find(({ files }) => files.test(path));
  if (!language) return undefined;
  const found = tree.text(path);
  if (!("text" in found) || found.text.length > largest) return undefined;
  return { path, text: found.text, program: language.program, reads: language.read(found.text) };
}

/** The files at a path: the file itself, or all below the folder. `files` of a tree are sorted. */
export function filesBelow({ files, kind }: Pick<Tree, "files" | "kind">, root: string): readonly string[] {
  if (root === ".") return files;
  if (kind(root) === "file") return [root];
  const prefix = `${root}/`;
  let low = 0;
  let high = files.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((files[middle] as string) < prefix) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (files[end]?.startsWith(prefix)) end += 1;
  return files.slice(low, end);
}

/** The paths that `COPY` of a context means: `.` is all of it, patterns mean the folder that they stand in. */
export function rootOf(context: string, written: string): string {
  const star = written.search(/[*?[]/);
  const fixed = star < 0 ? written : posix.dirname(`${written.slice(0, star)}x`);
  return pathFrom(context, fixed.replace(/^\/+/, "") || ".");
}
