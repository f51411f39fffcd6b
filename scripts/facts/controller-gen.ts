/** CustomResourceDefinitions from Go types, for projects whose modules hold the types alone. */
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const generator = "sigs.k8s.io/controller-tools/cmd/controller-gen@v0.20.1";

/** Makes the CRDs of the API packages of a module (`github.com/fluxcd/helm-controller/api@v1.6.4`); the folder that holds them. */
export function crdsOfGoTypes(module: string): string {
  const folder = mkdtempSync(join(tmpdir(), "salvor-crds-"));
  const go = (...args: string[]): void => {
    execFileSync("go", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  };
  go("mod", "init", "salvor.dev/facts");
  go("get", module.replace("@", "/...@"));
  go("get", "-tool", generator);
  go(
    "tool",
    "controller-gen",
    "crd:crdVersions=v1",
    `paths=${module.replace(/@.*/, "")}/...`,
    `output:crd:dir=${join(folder, "crds")}`,
  );
  return join(folder, "crds");
}
