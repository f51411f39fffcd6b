/** Go modules as folders of the module cache; `go` itself verifies them against the public checksum database. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Downloaded {
  readonly Dir?: string;
  readonly Sum?: string;
  readonly Error?: string;
}

/**
 * The folder of a module at a version, downloaded where it is not there yet. A module for a newer Go than the one at
 * hand is verified and unpacked all the same; `go` only refuses to build it, which nobody here wants.
 */
export function moduleFolder(module: string, version: string): string {
  const { stdout } = spawnSync("go", ["mod", "download", "-json", `${module}@${version}`], {
    encoding: "utf8",
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { Dir, Sum, Error: why } = JSON.parse(stdout) as Downloaded;
  if (Dir) return Dir;
  const folder = join(cache(), `${escaped(module)}@${version}`);
  if (Sum && existsSync(folder)) return folder;
  throw new Error(why ?? `${module}@${version} has no folder`);
}

const cache = (): string => execFileSync("go", ["env", "GOMODCACHE"], { encoding: "utf8" }).trim();

/** Folders of the cache write capital letters as `!` and the small one. */
const escaped = (module: string): string => module.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
