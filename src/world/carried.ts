import { createHash } from "node:crypto";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import sea from "node:sea";
import { fileURLToPath } from "node:url";
import { exitCodes, SalvorProblem } from "../model/problem.ts";
import { cacheFolder } from "./places.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A folder that comes with the program. It lies at `beside` in a checkout and in the npm package. The single-file binary
 * carries its files and lays them down in the user's cache folder, once per content, where people may look at them.
 */
export async function carriedFolder(beside: URL, environment: Environment = process.env): Promise<string> {
  if (!sea.isSea()) return fileURLToPath(beside);
  const name = beside.pathname.split("/").at(-1) ?? "";
  const files = new Map(
    sea
      .getAssetKeys()
      .filter((key) => key.startsWith(`${name}/`))
      .map((key) => [key, Buffer.from(sea.getRawAsset(key))]),
  );
  return join(await layDown(files, cacheFolder(environment)), name);
}

/** Writes files below a folder named by their content, all or none; resolves with that folder. */
export async function layDown(files: ReadonlyMap<string, Uint8Array>, cache: string): Promise<string> {
  const hash = createHash("sha256");
  for (const [name, content] of files) hash.update(`${name}\0${content.length}\0`).update(content);
  const folder = join(cache, hash.digest("hex").slice(0, 16));
  const part = `${folder}.${process.pid}.part`;
  if (await isThere(folder)) return folder;
  try {
    for (const [name, content] of files) {
      await mkdir(dirname(join(part, name)), { recursive: true, mode: 0o700 });
      await writeFile(join(part, name), content);
    }
    await rename(part, folder);
  } catch (error) {
    await rm(part, { recursive: true, force: true }).catch(() => undefined);
    // Another process may have been quicker.
    if (!(await isThere(folder))) throw notLaidDown(folder, error);
  }
  return folder;
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function notLaidDown(folder: string, error: unknown): SalvorProblem {
  return new SalvorProblem({
    code: "not-laid-down",
    message: `The files that this program carries could not be laid down in ${folder}: ${error instanceof Error ? error.message : String(error)}`,
    hint: "Set XDG_CACHE_HOME to a folder that this user may write to.",
    exit: exitCodes.unproven,
    cause: error,
  });
}
