import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { commitOf } from "./revision.ts";
import { blobsOf, revisionOf } from "./revision-entries.ts";

/**
 * Puts all files of an earlier revision into a folder of their own, for programs that read folders, and takes it away when
 * it was used. Throws SalvorProblem (exit 2) where the revision is not in the repository.
 */
export async function inRevision<T>(root: string, revision: string, use: (folder: string) => Promise<T>): Promise<T> {
  const { entries } = await revisionOf(root, await commitOf(root, revision));
  const place = await realpath(await mkdtemp(join(tmpdir(), "salvor-revision-")));
  try {
    const blobs = await blobsOf(entries);
    for (const { path, link } of entries) {
      const blob = blobs.get(path);
      if (!Buffer.isBuffer(blob) || path.split("/").includes("..")) continue;
      await mkdir(dirname(join(place, path)), { recursive: true });
      await (link ? symlink(blob.toString(), join(place, path)) : writeFile(join(place, path), blob));
    }
    return await use(place);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
