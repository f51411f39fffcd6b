import { dirname, join, resolve } from "node:path";
import { diskFiles, type FileSource } from "./files.ts";
import { readDocuments } from "./yaml.ts";

/** What a fleet file is called where none is named. */
const fleetFileName = "salvor.yaml";

/** The fleet file of a folder or of the nearest folder above it; undefined when there is none. */
export async function findFleet(from: string, files: FileSource = diskFiles): Promise<string | undefined> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const path = join(folder, fleetFileName);
    if ((await files.walk(path)).kind === "file") return path;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Whether a file is a fleet file, by what it says of itself. Throws SalvorProblem when it cannot be read. */
export async function isFleetFile(path: string, files: FileSource = diskFiles): Promise<boolean> {
  return readDocuments(path, await files.read(path)).some(
    (one) => (one as { kind?: unknown } | null)?.kind === "Fleet",
  );
}
