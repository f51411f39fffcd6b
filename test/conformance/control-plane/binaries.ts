import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the binaries are, and whether the controllers are among them; or why there are none. */
export type Binaries = { readonly folder: string; readonly controllers: boolean } | { readonly missing: string };

const buildScript = fileURLToPath(new URL("build.sh", import.meta.url));

function isWhole(folder: string, names: readonly string[]): boolean {
  return names.every((name) => existsSync(join(folder, name)));
}

/**
 * Finds a real control plane: in `KUBEBUILDER_ASSETS` where that is set (envtest's own folder has no controllers), else
 * built from the pinned modules beside this file, which takes some minutes once per machine.
 */
export function findBinaries(): Binaries {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets) {
    if (!isWhole(assets, ["etcd", "kube-apiserver"]))
      return { missing: `KUBEBUILDER_ASSETS (${assets}) holds no etcd and kube-apiserver` };
    return { folder: assets, controllers: isWhole(assets, ["kube-controller-manager", "kube-scheduler"]) };
  }
  if (spawnSync("go", ["version"]).status !== 0)
    return { missing: "there is no Go to build a real control plane with, and KUBEBUILDER_ASSETS is not set" };
  const folder = execFileSync("bash", [buildScript], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
  return { folder, controllers: true };
}
