import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";

/** Where files are read from: a disk, or the files of an example. */
export interface FileSource {
  /** The files at a path, in the order of their names; `absent` when nothing is there. Hidden folders are left out. */
  walk(path: string): Promise<{ readonly kind: "file" | "folder" | "absent"; readonly files: readonly string[] }>;
  /** The text of a file. Throws SalvorProblem when it cannot be read. */
  read(path: string): Promise<string>;
}

/** No manifest is larger than this; a larger file is refused before it is read. */
const largestFile = 32 * 1024 * 1024;

/** Files of the disk. */
export const diskFiles: FileSource = {
  async walk(path) {
    const kind = await kindOf(path);
    if (kind !== "folder") return { kind, files: kind === "file" ? [path] : [] };
    return { kind, files: await filesUnder(path) };
  },
  async read(path) {
    try {
      const { size } = await stat(path);
      if (size > largestFile) throw unreadable(path, `it has ${size} bytes, more than ${largestFile}`);
      return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
    } catch (error) {
      if (error instanceof SalvorProblem) throw error;
      throw unreadable(path, error instanceof TypeError ? "it is not UTF-8 text" : reasonOf(error), error);
    }
  },
};

async function kindOf(path: string): Promise<"file" | "folder" | "absent"> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "absent";
    throw unreadable(path, reasonOf(error), error);
  }
}

async function filesUnder(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, reasonOf(error), error);
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    const kind = entry.isSymbolicLink() ? await linkKind(path) : entry.isDirectory() ? "folder" : "file";
    if (kind === "folder" && !entry.isSymbolicLink()) files.push(...(await filesUnder(path)));
    else if (kind === "file") files.push(path);
  }
  return files;
}

/** Links to folders are not followed (they may lead in a circle); links to files are. */
async function linkKind(path: string): Promise<"file" | "folder" | "absent"> {
  const kind = await kindOf(path);
  return kind === "file" ? "file" : "absent";
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES" || code === "EPERM") return "it may not be read by this user";
  if (code === "EISDIR") return "it is a folder";
  return code ?? (error instanceof Error ? error.message : String(error));
}

function unreadable(path: string, why: string, cause?: unknown): SalvorProblem {
  return new SalvorProblem({
    code: "file-unreadable",
    message: `${path} cannot be read: ${why}`,
    hint: "Check the path and its permissions.",
    exit: exitCodes.usage,
    cause,
  });
}
