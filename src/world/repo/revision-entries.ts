import { existsSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { git } from "../exec/git.ts";

/** A file of a revision: what Git keeps it as, and in which repository: this one or that of a submodule. */
export interface Entry {
  readonly path: string;
  readonly blob: string;
  readonly bytes: number;
  readonly link: boolean;
  readonly repository: string;
}

/** What a revision holds, with the submodules that are checked out. `changed` are the paths that are not as they were. */
export interface Revision {
  readonly entries: readonly Entry[];
  readonly changed: ReadonlySet<string>;
}

/** Reads what the commit of a repository holds. `prefix` leads from the outermost one to it. */
export async function revisionOf(repository: string, commit: string, prefix = ""): Promise<Revision> {
  const rows = (await answered(repository, ["ls-tree", "-r", "-z", "-l", commit])).split("\0").flatMap(rowOf);
  const changed = await changedSince(repository, commit);
  const modules = rows.filter(({ type, path }) => type === "commit" && existsSync(join(repository, path, ".git")));
  const inside = await Promise.all(modules.map((module) => moduleAt(join(repository, module.path), module, prefix)));
  const own = rows.filter(({ type, path }) => type === "blob" && !path.split("/").includes("node_modules"));
  return {
    entries: [
      ...own.map(({ path, mode, blob, bytes }) => ({
        path: prefix + path,
        blob,
        bytes: Number(bytes),
        link: mode === "120000",
        repository,
      })),
      ...inside.flatMap(({ entries }) => entries),
    ],
    changed: new Set([...changed.map((path) => prefix + path), ...inside.flatMap((one) => [...one.changed])]),
  };
}

interface Row {
  readonly mode: string;
  readonly type: string;
  readonly blob: string;
  readonly bytes: string;
  readonly path: string;
}

function rowOf(row: string): readonly Row[] {
  const [, mode = "", type = "", blob = "", bytes = "", path = ""] =
    /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t([\s\S]+)$/.exec(row) ?? [];
  return path === "" ? [] : [{ mode, type, blob, bytes, path }];
}

async function moduleAt(folder: string, { path, blob }: Row, prefix: string): Promise<Revision> {
  const { code } = await git(folder, ["cat-file", "-e", `${blob}^{commit}`]);
  if (code === 0) return revisionOf(folder, blob, `${prefix}${path}/`);
  throw new SalvorProblem({
    code: "no-such-revision",
    message: `the submodule ${prefix}${path} does not have the commit ${blob} that it was at`,
    hint: `Fetch it: git -C ${folder} fetch origin ${blob}`,
    exit: exitCodes.usage,
  });
}

async function changedSince(root: string, commit: string): Promise<readonly string[]> {
  const how = ["--name-only", "-z", "--no-renames", "--relative", "--no-ext-diff", "--ignore-submodules"];
  const told = await answered(root, ["diff", ...how, commit, "--"]);
  return told.split("\0").filter((path) => path !== "");
}

async function answered(root: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await git(root, args);
  if (code === 0) return stdout.toString();
  throw new SalvorProblem({
    code: "git-failed",
    message: `git ${args[0]} ended with ${code}: ${stderr.trim()}`,
    hint: `Try it by hand: git -C ${root} ${args.join(" ")}`,
    exit: exitCodes.usage,
  });
}

/** As the files of a disk: what people write by hand is not larger. */
const largestBlob = 16 * 1024 * 1024;

/** What Git keeps of files, by their paths: the bytes, or why there are none, as the end of a sentence. */
export async function blobsOf(entries: readonly Entry[]): Promise<ReadonlyMap<string, Buffer | string>> {
  const blobs = new Map<string, Buffer | string>(entries.map(({ path }) => [path, "it is too large"]));
  const wanted = entries.filter(({ bytes }) => bytes <= largestBlob);
  const groups = Map.groupBy(wanted, ({ repository }) => repository);
  for (const [repository, group] of groups) {
    const ids = group.map(({ blob }) => `${blob}\n`).join("");
    const { stdout } = await git(repository, ["cat-file", "--batch"], ids);
    let at = 0;
    for (const { path } of group) {
      const end = stdout.indexOf(0x0a, at);
      const size = Number(/ blob (\d+)$/.exec(stdout.toString("latin1", at, end))?.[1]);
      // A blob that a partial clone left out has no size.
      blobs.set(path, Number.isNaN(size) ? "Git does not have it" : stdout.subarray(end + 1, end + 1 + size));
      at = Number.isNaN(size) ? end + 1 : end + 1 + size + 1;
    }
  }
  return blobs;
}
