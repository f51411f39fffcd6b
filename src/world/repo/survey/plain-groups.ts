import { posix } from "node:path";

/** A file of plain manifests, with what it declares: `kind/namespace/name`. */
export interface PlainFile {
  readonly path: string;
  readonly declares: readonly string[];
}

/** Files that may be applied together: no two of them declare the same object. */
export interface PlainGroup {
  /** The folder that holds them all. */
  readonly folder: string;
  readonly files: readonly PlainFile[];
  /** Files of the same folders that declare again what others here declare, each for itself. */
  readonly variants: readonly PlainFile[];
}

/**
 * Groups plain manifests: all below the topmost folder under which no two folders declare the same object. Where two do,
 * each of them is a group of its own, and so on inside it.
 */
export function plainGroups(files: readonly PlainFile[]): readonly PlainGroup[] {
  return split(folderOf(".", files), () => false).map(withoutVariants);
}

interface Folder {
  readonly path: string;
  readonly direct: readonly PlainFile[];
  readonly children: readonly Folder[];
}

type Elsewhere = (id: string) => boolean;

function split(folder: Folder, elsewhere: Elsewhere): readonly (readonly PlainFile[])[] {
  const parts = [folder.direct, ...folder.children.map(filesIn)];
  const owners = ownersOf(parts);
  const isShared = (id: string): boolean => (owners.get(id) ?? 0) > 1 || elsewhere(id);
  const clashes = (part: readonly PlainFile[]): boolean => part.some(({ declares }) => declares.some(isShared));
  const main = [...folder.direct];
  const others: (readonly PlainFile[])[] = [];
  for (const child of folder.children) {
    const groups = split(child, isShared);
    const [only = []] = groups;
    if (groups.length === 1 && !clashes(only) && !clashes(folder.direct)) main.push(...only);
    else others.push(...groups);
  }
  return main.length > 0 ? [main, ...others] : others;
}

function ownersOf(parts: readonly (readonly PlainFile[])[]): ReadonlyMap<string, number> {
  const owners = new Map<string, number>();
  for (const part of parts) {
    const ids = new Set(part.flatMap(({ declares }) => declares));
    for (const id of ids) owners.set(id, (owners.get(id) ?? 0) + 1);
  }
  return owners;
}

function filesIn({ direct, children }: Folder): readonly PlainFile[] {
  return [...direct, ...children.flatMap(filesIn)];
}

function folderOf(path: string, files: readonly PlainFile[]): Folder {
  const direct: PlainFile[] = [];
  const below = new Map<string, PlainFile[]>();
  for (const file of files) {
    const inside = path === "." ? file.path : file.path.slice(path.length + 1);
    const slash = inside.indexOf("/");
    if (slash < 0) direct.push(file);
    else below.set(inside.slice(0, slash), [...(below.get(inside.slice(0, slash)) ?? []), file]);
  }
  const children = [...below].map(([name, inside]) => folderOf(posix.join(path, name), inside));
  return { path, direct, children };
}

/** Of files that declare the same, those that declare most stay: a file that holds everything is what the others vary. */
function withoutVariants(all: readonly PlainFile[]): PlainGroup {
  const taken = new Set<string>();
  const files: PlainFile[] = [];
  const variants: PlainFile[] = [];
  for (const file of [...all].sort(byWeight)) {
    const again = file.declares.some((id) => taken.has(id));
    (again ? variants : files).push(file);
    if (!again) for (const id of file.declares) taken.add(id);
  }
  return { folder: commonFolder(all.map(({ path }) => path)), files: inOrder(files), variants: inOrder(variants) };
}

function byWeight(a: PlainFile, b: PlainFile): number {
  return b.declares.length - a.declares.length || a.path.length - b.path.length || (a.path < b.path ? -1 : 1);
}

function inOrder(files: readonly PlainFile[]): readonly PlainFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The innermost folder that holds all of some files. */
export function commonFolder(paths: readonly string[]): string {
  const [first = ".", ...rest] = paths.map((path) => posix.dirname(path).split("/"));
  if (first === ".") return ".";
  let length = first.length;
  for (const parts of rest) {
    let same = 0;
    while (same < length && parts[same] === first[same]) same += 1;
    length = same;
  }
  return length === 0 ? "." : first.slice(0, length).join("/");
}
