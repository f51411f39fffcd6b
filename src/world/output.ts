import { appendFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { exitCodes, SalvorProblem } from "../model/problem.ts";

/** Writes a file whole or not at all: a reader sees the old one or the new one. `private`: only this user may read it. */
export async function writeWhole(path: string, text: string, access: "private" | "public"): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(part, text, { mode: access === "private" ? 0o600 : 0o644, flag: "w", flush: true });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw notWritten(path, error);
  }
}

/** Writes a text behind what a file holds. Throws SalvorProblem where it cannot be written. */
export async function appendText(path: string, text: string): Promise<void> {
  await appendFile(path, text).catch((error: unknown) => {
    throw notWritten(path, error);
  });
}

function notWritten(path: string, error: unknown): SalvorProblem {
  return new SalvorProblem({
    code: "not-written",
    message: `${path} could not be written: ${reasonOf(error)}`,
    hint: "Free some space, or choose another place.",
    exit: exitCodes.unproven,
    cause: error,
  });
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: "the disk is full",
    EDQUOT: "the quota of this user is used up",
    EACCES: "this user may not write there",
    EPERM: "this user may not write there",
    EROFS: "the file system is read-only",
    EISDIR: "it is a folder",
    EFBIG: "files may not become that large here",
  };
  return reasons[code ?? ""] ?? code ?? String(error);
}

/** The text of a file, or undefined where there is none. */
export async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

/** Takes a file away; one that is not there is no fault. */
export async function remove(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** A path for a file of this process in the folder for temporary files. */
export function temporaryPath(name: string): string {
  return join(tmpdir(), `salvor-${process.pid}-${name}`);
}
