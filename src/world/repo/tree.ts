import { posix } from "node:path";
import { type FileText, unmarked } from "./file-text.ts";

/** What stands at a path of a tree. Links are followed only where they lead to a file inside the tree. */
export type PathKind = "file" | "folder" | "absent";

/**
 * The files of a repository, by paths relative to its root with `/` between (the root itself is `.`). What Git ignores,
 * `.git` and `node_modules` are not in it. A text is read when it is first asked for.
 */
export interface Tree {
  /** Where it stands, as a person would type it; empty for an example. */
  readonly root: string;
  /** All files, sorted. */
  readonly files: readonly string[];
  kind(path: string): PathKind;
  /** The names in a folder, sorted; empty for what is no folder. */
  names(folder: string): readonly string[];
  /** The text of a file without a byte order mark; why it has none where it cannot be read as text. */
  text(path: string): FileText;
  /** What should have been read and could not: folders without permission, links in a circle. */
  readonly unread: readonly Unread[];
}

/** A folder or link that could not be read; `why` is the end of a sentence. */
export interface Unread {
  readonly path: string;
  readonly why: string;
}

/** A path inside a tree as another path of it names it: `a/b` and `../c` give `a/c`; what leaves the tree begins with `..`. */
export function pathFrom(folder: string, target: string): string {
  const joined = posix.join(folder, target);
  return joined.length > 1 && joined.endsWith("/") ? joined.slice(0, -1) : joined;
}

/** A tree of texts in memory, for examples and what comes by stdin. */
export function memoryTree(files: Readonly<Record<string, string>>): Tree {
  const texts = new Map(Object.entries(files).map(([path, text]) => [posix.normalize(path), text]));
  const read = (path: string): FileText => {
    const text = texts.get(path);
    return text === undefined ? { problem: "there is no such file" } : unmarked(text);
  };
  return treeOf("", [...texts.keys()].sort(), read);
}

/** What a disk has beside files. `links` lead from paths to folders of the tree, whose files are in the tree once. */
export interface BesideFiles {
  readonly links?: ReadonlyMap<string, string>;
  readonly unread?: readonly Unread[];
}

/** A tree of known files, whose texts are kept once they have been read. */
export function treeOf(
  root: string,
  files: readonly string[],
  read: (path: string) => FileText,
  { links = new Map(), unread = [] }: BesideFiles = {},
): Tree {
  const present = new Set(files);
  const folders = foldersOf([...files, ...links.keys()]);
  const texts = new Map<string, FileText>();
  const real = new Map<string, string>();
  const resolved = (path: string): string => {
    if (links.size === 0) return path;
    const known = real.get(path) ?? withoutLinks(path, links);
    real.set(path, known);
    return known;
  };
  return {
    root,
    files,
    unread,
    kind(path) {
      const there = resolved(path);
      return present.has(there) ? "file" : folders.has(there) ? "folder" : "absent";
    },
    names: (folder) => [...(folders.get(resolved(folder)) ?? [])].sort(),
    text(path) {
      const there = resolved(path);
      const known = texts.get(there);
      if (known) return known;
      const answer = read(there);
      texts.set(there, answer);
      return answer;
    },
  };
}

/** Links lead to real paths, so each step is looked up once. */
function withoutLinks(path: string, links: ReadonlyMap<string, string>): string {
  let real = "";
  for (const step of path.split("/")) {
    const here = real === "" ? step : pathFrom(real, step);
    real = links.get(here) ?? here;
  }
  return real;
}

function foldersOf(files: readonly string[]): ReadonlyMap<string, Set<string>> {
  const folders = new Map<string, Set<string>>([[".", new Set()]]);
  for (const file of files) {
    for (let path = file; path !== "."; path = posix.dirname(path)) {
      const folder = posix.dirname(path);
      const names = folders.get(folder) ?? new Set();
      const known = names.has(posix.basename(path));
      names.add(posix.basename(path));
      folders.set(folder, names);
      if (known) break;
    }
  }
  return folders;
}
