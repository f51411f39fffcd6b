/** Paths of a repository, relative to its root, with `/` between. The root itself is `.`. */

/** A path as a file in a folder names it: from `a/b`, `a/c.yaml` is `../c.yaml`. */
export function relativePath(folder: string, target: string): string {
  const [from, to] = [partsOf(folder), partsOf(target)];
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same += 1;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/") || ".";
}

function partsOf(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "." && part !== "");
}

/** The folder of a file. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : path.slice(0, slash);
}
