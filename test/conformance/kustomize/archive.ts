import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * A case of the builder: a sentence, files as `-- path --` and their lines, and under `-- expected --` what the real
 * kustomize prints, or `refused` where it fails. What is built is the folder of the first file.
 */
export interface KustomizeCase {
  readonly name: string;
  readonly path: string;
  readonly about: string;
  readonly files: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly expected: string | undefined;
}

const folder = fileURLToPath(new URL("cases/", import.meta.url));

/** All cases, by name. */
export function kustomizeCases(): readonly KustomizeCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".txt"))
    .sort()
    .map((file) => caseOf(file.slice(0, -".txt".length), `${folder}${file}`));
}

function caseOf(name: string, path: string): KustomizeCase {
  const [about = "", ...parts] = readFileSync(path, "utf8").split(/^-- (.+) --\n/m);
  const entries = parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? ""] as const] : []));
  const files = Object.fromEntries(entries.filter(([file]) => file !== "expected"));
  const expected = entries.find(([file]) => file === "expected")?.[1];
  return { name, path, about: about.trim(), files, folder: posix.dirname(entries[0]?.[0] ?? "."), expected };
}

/** Cases in which the builder says that it does not know, and why it does not. */
export const notCovered: Readonly<Record<string, string>> = {
  "helm-charts": "charts are not rendered",
  "kustomization-duplicate-key": "of two keys that are the same, only one counts",
  "remote-base": "nothing is fetched",
  "remote-resource": "nothing is fetched",
  "replacements-in-text": "fields inside texts are not changed",
  "resources-value-left-out": "kustomize reads such a value as null and prints it as a text",
  "transformers-external": "programs of others are not run",
};
