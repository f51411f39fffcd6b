import { posix } from "node:path";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { git } from "../exec/git.ts";
import { type FileText, textIn } from "./file-text.ts";
import { blobsOf, type Entry, revisionOf } from "./revision-entries.ts";
import { pathFrom, type Tree, treeOf } from "./tree.ts";

/**
 * The files of an earlier revision, without a checkout. What has not changed since is read from the tree that is there.
 * Throws SalvorProblem (exit 2) where the revision is not in the repository, with the command that brings it.
 */
export async function revisionTree(root: string, revision: string, now: Tree): Promise<Tree> {
  const { entries, changed } = await revisionOf(root, await commitOf(root, revision));
  const present = new Set(now.files);
  const own = entries.filter(({ path, link }) => link || changed.has(path) || !present.has(path));
  const texts = await textsOf(own);
  const { links, aliases } = linksOf(entries, texts);
  const files = entries.filter(({ path, link }) => !link || aliases.has(path)).map(({ path }) => path);
  const read = (path: string): FileText => texts.get(aliases.get(path) ?? path) ?? now.text(aliases.get(path) ?? path);
  return treeOf(root, files.sort(), read, { links });
}

/** The commit of a revision. Throws SalvorProblem (exit 2) where it is not in the repository. */
export async function commitOf(root: string, revision: string): Promise<string> {
  const { code, stdout, stderr } = await git(root, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${revision}^{commit}`,
  ]);
  if (code === 0) return stdout.toString().trim();
  if (/not a git repository|dubious ownership/i.test(stderr)) throw noRepository(root, stderr);
  const { stdout: shallow } = await git(root, ["rev-parse", "--is-shallow-repository"]);
  throw new SalvorProblem({
    code: "no-such-revision",
    message: `--changed-since ${revision}: there is no such revision in ${root}`,
    hint: fetchHint(revision, shallow.toString().trim() === "true"),
    exit: exitCodes.usage,
  });
}

function noRepository(root: string, stderr: string): SalvorProblem {
  const dubious = /dubious ownership/i.test(stderr);
  return new SalvorProblem({
    code: "no-repository",
    message: dubious
      ? `Git does not trust ${root}, because it belongs to another user`
      : `--changed-since needs a Git repository, and ${root} is none`,
    hint: dubious ? `Trust it: git config --global --add safe.directory ${root}` : "Name one with --root.",
    exit: exitCodes.usage,
  });
}

/** What brings a revision: a branch of a remote by its name, an old commit of a shallow clone by the whole history. */
function fetchHint(revision: string, shallow: boolean): string {
  const branch = /^(?:refs\/remotes\/)?origin\/([\w./-]+)$/.exec(revision)?.[1];
  if (branch) return `Fetch it: git fetch --depth=1 origin ${branch}:refs/remotes/origin/${branch}`;
  if (shallow) return "This clone is shallow. Fetch the rest: git fetch --unshallow";
  return "Fetch it: git fetch origin, or name another: git log --oneline";
}

async function textsOf(entries: readonly Entry[]): Promise<ReadonlyMap<string, FileText>> {
  const blobs = await blobsOf(entries);
  return new Map([...blobs].map(([path, blob]) => [path, typeof blob === "string" ? { problem: blob } : textIn(blob)]));
}

interface Links {
  /** Ways to folders. */
  readonly links: ReadonlyMap<string, string>;
  /** Other names of files. */
  readonly aliases: ReadonlyMap<string, string>;
}

function linksOf(entries: readonly Entry[], texts: ReadonlyMap<string, FileText>): Links {
  const files = new Set(entries.filter(({ link }) => !link).map(({ path }) => path));
  const links = new Map<string, string>();
  const aliases = new Map<string, string>();
  for (const { path, link } of entries) {
    const said = link ? texts.get(path) : undefined;
    if (!said || !("text" in said)) continue;
    const target = pathFrom(posix.dirname(path), said.text);
    if (files.has(target)) aliases.set(path, target);
    else if (entries.some((one) => one.path.startsWith(`${target}/`))) links.set(path, target);
  }
  return { links, aliases };
}
