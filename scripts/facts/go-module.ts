/** Go modules as folders of the module cache; `go` itself verifies them against the public checksum database. */
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";

/** The folder of a module at a version, downloaded where it is not there yet. */
export function moduleFolder(module: string, version: string): string {
  const answer = execFileSync("go", ["mod", "download", "-json", `${module}@${version}`], {
    encoding: "utf8",
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { Dir } = JSON.parse(answer) as { Dir?: string };
  if (!Dir) throw new Error(`${module}@${version} has no folder`);
  return Dir;
}
