import { type FSWatcher, statSync, watch } from "node:fs";
import { join, posix } from "node:path";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import type { Tree } from "./tree.ts";

/** Editors write a file in several steps; what comes within this time belongs together. */
const quietMilliseconds = 150;

/** Follows the folders of a tree. */
export interface TreeWatcher {
  /** Also follows the folders that a tree has now. */
  follow(tree: Tree): void;
  /**
   * Resolves with the paths that changed since the last call, when it has been quiet for a moment; empty when the signal
   * aborts. Files that came and went meanwhile, as editors write them beside the one that is saved, are not among them.
   */
  changes(signal: AbortSignal): Promise<readonly string[]>;
  close(): void;
}

/** Watches a folder of the disk. Throws SalvorProblem where the system takes no more watches. */
export function watchTree(root: string): TreeWatcher {
  const watched = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let known: Tree | undefined;
  let events = 0;
  let wake = (): void => undefined;

  const add = (folder: string): void => {
    if (watched.has(folder)) return;
    try {
      const watcher = watch(join(root, folder), (_event, name) => note(folder, name ?? "."));
      watcher.on("error", () => drop(folder));
      watched.set(folder, watcher);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A folder that has gone, or may not be read, has nothing to tell.
      if (code === "ENOSPC" || code === "EMFILE") throw tooMany(watched.size, error);
    }
  };
  const drop = (folder: string): void => {
    watched.get(folder)?.close();
    watched.delete(folder);
  };
  const note = (folder: string, name: string): void => {
    const path = posix.join(folder, name);
    if (name === ".git" || name === "node_modules") return;
    // A new folder: what is written into it next must be seen too.
    if (isFolder(join(root, path))) add(path);
    changed.add(path);
    events += 1;
    wake();
  };

  const matters = (path: string): boolean =>
    known?.kind(path) !== "absent" || statSync(join(root, path), { throwIfNoEntry: false }) !== undefined;

  return {
    follow(tree) {
      known = tree;
      for (const folder of foldersOf(tree)) add(folder);
    },
    async changes(signal) {
      while (!signal.aborted) {
        const before = events;
        await Promise.race([
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
          aborted(signal),
          ...(changed.size > 0 ? [quiet()] : []),
        ]);
        if (changed.size === 0 || events !== before) continue;
        const paths = [...changed].filter(matters).sort();
        changed.clear();
        if (paths.length > 0) return paths;
      }
      return [];
    },
    close() {
      for (const folder of [...watched.keys()]) drop(folder);
    },
  };
}

const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, quietMilliseconds));

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function foldersOf(tree: Tree): ReadonlySet<string> {
  const folders = new Set(["."]);
  for (const file of tree.files)
    for (let folder = posix.dirname(file); !folders.has(folder); folder = posix.dirname(folder)) folders.add(folder);
  return folders;
}

function tooMany(count: number, cause: unknown): SalvorProblem {
  return new SalvorProblem({
    code: "too-many-watches",
    message: `the system takes no more than ${count} watched folders`,
    hint: "Raise fs.inotify.max_user_watches, or check without --watch.",
    exit: exitCodes.unproven,
    cause,
  });
}
