import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";

/**
 * The 32 bytes with which secrets are masked: a file beside the journal that only this user may read. Made when it is
 * first needed; two processes that make it at once end with the same one.
 */
export function privateKey(folder: string): Buffer {
  const path = join(folder, "mask.key");
  try {
    return readKey(path) ?? makeKey(path);
  } catch (error) {
    if (error instanceof SalvorProblem) throw error;
    throw new SalvorProblem({
      code: "key-unusable",
      message: `${path}, the key that secrets are masked with, cannot be used: ${(error as Error).message}`,
      hint: "Check that the folder exists, can be written, and has space; or set XDG_STATE_HOME to another one.",
      exit: exitCodes.usage,
      cause: error,
    });
  }
}

/** A key for a process that keeps no journal. */
export function passingKey(): Buffer {
  return randomBytes(32);
}

function readKey(path: string): Buffer | undefined {
  try {
    const key = readFileSync(path);
    if (key.length === 32) return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  throw new SalvorProblem({
    code: "key-unusable",
    message: `${path} is not a key of 32 bytes`,
    hint: "Move it away: a new one is made, and masks of earlier runs no longer compare with new ones.",
    exit: exitCodes.usage,
  });
}

function makeKey(path: string): Buffer {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const own = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const file = openSync(own, "wx", 0o600);
  try {
    writeSync(file, randomBytes(32));
    fsyncSync(file);
    closeSync(file);
    chmodSync(own, 0o600);
    // A link fails if the name is taken: whoever is second uses what the first made.
    linkSync(own, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    unlinkSync(own);
  }
  const key = readKey(path);
  if (key) return key;
  throw new Error("it vanished while it was made");
}
