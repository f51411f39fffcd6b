import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { KustomizeCase } from "./archive.ts";

/** What the real kustomize prints; or what it says when it refuses. */
export type RealBuild = { readonly printed: string } | { readonly refused: string };

/** The path of the real kustomize, built from the pinned module beside this file; undefined where there is no Go. */
export function findKustomize(): string | undefined {
  if (spawnSync("go", ["version"]).status !== 0) return undefined;
  const script = fileURLToPath(new URL("build.sh", import.meta.url));
  return execFileSync("bash", [script], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
}

/** Builds a folder of the disk with it. Nothing is asked on a terminal. */
export function buildReal(kustomize: string, folder: string): RealBuild {
  const { status, stdout, stderr } = spawnSync(kustomize, ["build", folder], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    timeout: 60_000,
    env: { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_SSH_COMMAND: "false" },
  });
  return status === 0 ? { printed: stdout } : { refused: stderr };
}

/** Builds the files of a case in a folder of their own. */
export function buildRealCase(kustomize: string, one: Pick<KustomizeCase, "files" | "folder">): RealBuild {
  const folder = mkdtempSync(join(tmpdir(), "salvor-kustomize-"));
  try {
    for (const [path, text] of Object.entries(one.files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return buildReal(kustomize, join(folder, one.folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
