// From `salvor rehearse up` to the first answered `kubectl get ns`, as it is published. Build first: `npm run build`.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findKubectls } from "../test/conformance/kubectls.ts";
import { machine, summary } from "./measure.ts";

const salvor = fileURLToPath(new URL("../dist/salvor.js", import.meta.url));
const kubectl = findKubectls().at(-1);
if (!kubectl) throw new Error("there is no kubectl 1.30 or newer here");
const rounds = 7;

async function once(path: string): Promise<{ ready: number; answered: number }> {
  const folder = mkdtempSync(join(tmpdir(), "salvor-bench-"));
  const kubeconfig = join(folder, "kubeconfig");
  const start = performance.now();
  const child = spawn(process.execPath, [salvor, "rehearse", "up", "--kubeconfig", kubeconfig], { stdio: "ignore" });
  try {
    while (!existsSync(kubeconfig)) await pause(5);
    const ready = performance.now() - start;
    const flags = [`--kubeconfig=${kubeconfig}`, `--cache-dir=${join(folder, "cache")}`];
    for (;;) {
      const { status } = spawnSync(path, ["get", "ns", ...flags], { stdio: "ignore", env: { HOME: folder } });
      if (status === 0) return { ready, answered: performance.now() - start };
    }
  } finally {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

const times: { ready: number; answered: number }[] = [];
for (let round = 0; round < rounds; round += 1) times.push(await once(kubectl.path));
console.log(machine());
console.log(`kubeconfig written          ${summary(times.map(({ ready }) => ready))} ms`);
console.log(`kubectl ${kubectl.version} get ns answered ${summary(times.map(({ answered }) => answered))} ms`);
