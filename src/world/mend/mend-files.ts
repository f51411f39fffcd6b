import { randomBytes } from "node:crypto";
import { chmod, chown, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Mend } from "../../model/finding.ts";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { createMasker } from "../mask/create-masker.ts";
import { textIn } from "../repo/file-text.ts";
import type { Tree } from "../repo/tree.ts";
import { passingKey } from "../store/private-key.ts";
import { diffOf } from "./diff.ts";
import { mendText } from "./mend-text.ts";

/** A file as it would be written. `diff` may be shown: credentials are masked in it. */
export interface FileChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly diff: readonly string[];
  readonly places: number;
}

/** What mends come to, and what of them is left out. Nothing is written yet. */
export interface MendPlan {
  readonly changes: readonly FileChange[];
  readonly refused: readonly { readonly place: Mend["at"]; readonly why: string }[];
}

/** Works out what mends change in the files of a tree. A file that was changed since it was read is left alone. */
export async function planMends(root: string, tree: Tree, mends: readonly Mend[]): Promise<MendPlan> {
  const byFile = Map.groupBy(distinct(mends), ({ at }) => at.path);
  const masker = createMasker(passingKey());
  const changes: FileChange[] = [];
  const refused: { place: Mend["at"]; why: string }[] = [];
  for (const [path, own] of byFile) {
    const read = tree.text(path);
    const before = "text" in read ? read.text : undefined;
    if (before === undefined || before !== (await textNow(join(root, path)))) {
      refused.push({ place: { path }, why: "it was changed since it was read" });
      continue;
    }
    const mended = mendText(before, own);
    refused.push(...mended.refused.map(({ mend, why }) => ({ place: mend.at, why })));
    if (mended.edits.length === 0) continue;
    const diff = diffOf(before, mended.edits).map((line) => masker.text(line));
    changes.push({ path, before, after: mended.text, diff, places: mended.edits.length });
  }
  return { changes, refused };
}

function distinct(mends: readonly Mend[]): readonly Mend[] {
  const named = mends.map(({ at: { path, field, line }, ...what }): [string, Mend] => {
    const at = { path, ...(line === undefined ? {} : { line }), ...(field === undefined ? {} : { field }) };
    return [JSON.stringify([path, field, field === undefined ? line : 0, what]), { at, ...what } as Mend];
  });
  return [...new Map(named).values()];
}

async function textNow(path: string): Promise<string | undefined> {
  const read = await readFile(path).then(textIn, () => undefined);
  return read && "text" in read ? read.text : undefined;
}

/**
 * Writes a planned change, whole or not at all: rights, owner and byte order mark stay as they are, and a link stays a
 * link. Throws SalvorProblem for a file that was changed in between (exit 4) or cannot be written (exit 3).
 */
export async function writeChange(root: string, { path, before, after }: FileChange): Promise<void> {
  const real = await realpath(join(root, path));
  const part = `${real}.${randomBytes(4).toString("hex")}.part`;
  const bytes = await readFile(real);
  const now = textIn(bytes);
  if (!("text" in now) || now.text !== before) throw changedMeanwhile(path);
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb ? "\ufeff" : "";
  try {
    const { mode, uid, gid } = await stat(real);
    await writeFile(part, mark + after, { flag: "wx", flush: true });
    await chmod(part, mode & 0o7777);
    // Who may not give files away keeps what they write.
    await chown(part, uid, gid).catch(() => undefined);
    await rename(part, real);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw new SalvorProblem({
      code: "not-written",
      message: `${path} could not be written: ${(error as NodeJS.ErrnoException).code ?? error}`,
      hint: "It is as it was. Look at its rights and at the space that is left.",
      exit: exitCodes.unproven,
      cause: error,
    });
  }
}

function changedMeanwhile(path: string): SalvorProblem {
  return new SalvorProblem({
    code: "file-changed",
    message: `${path} was changed while you were asked, so it was left as it is`,
    hint: "Run salvor check --fix again.",
    exit: exitCodes.refused,
  });
}
