// For each fault of the kubelet: when `salvor deploy` names the cause, and what `kubectl rollout status` says of the same
// Deployment in 30 seconds. Both on one rehearsal cluster, each fault in a namespace of its own. Arguments: ids of faults;
// all of them where there are none.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import catalog from "../src/catalog/faults/index.gen.ts";
import type { FaultKind } from "../src/model/fault.ts";
import type { RunReport } from "../src/model/report.ts";
import { startRehearsal } from "../src/rehearse/cluster.ts";
import { clientOf } from "../test/conformance/client.ts";
import { app, defaultsOf, switchOn } from "../test/conformance/fault-stories.ts";
import { findKubectls } from "../test/conformance/kubectls.ts";
import { machine } from "./measure.ts";

const salvor = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
const kubectl = findKubectls().at(-1);
const waitSeconds = 30;
const folder = mkdtempSync(join(tmpdir(), "salvor-bench-"));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Runs a program without stopping this one, which is the cluster. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
      });
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, ...said, seconds: (performance.now() - start) / 1000 }));
  });
}

/** What `kubectl rollout status` ended with, and whether its words hold what is wrong. */
async function peer(kind: FaultKind, namespace: string): Promise<string> {
  if (!kubectl) return "no kubectl";
  const flags = ["--kubeconfig", join(folder, "kubeconfig"), "-n", namespace, `--timeout=${waitSeconds}s`];
  const ended = await run(kubectl.path, ["rollout", "status", "deployment/web", ...flags], { HOME: folder });
  const named = `${ended.stdout}${ended.stderr}`.includes(kind.symptom.reason) ? "named" : "not named";
  const seconds = ended.seconds.toFixed(1);
  return ended.status === 0 ? `**ready** ${seconds} s` : `${seconds} s, ${named}`;
}

/** The Deployment as a file. Its settings and its key are in the cluster already, unless the fault takes them away. */
function write(kind: FaultKind, namespace: string): string {
  const path = join(folder, namespace);
  mkdirSync(path);
  writeFileSync(join(path, "web.json"), JSON.stringify({ ...app(kind.id), metadata: { name: "web", namespace } }));
  return path;
}

interface Deployed {
  readonly seconds: number;
  readonly causes: readonly { readonly rule: string; readonly afterSeconds: number }[];
}

async function deploy(path: string): Promise<Deployed> {
  const flags = ["-y", "-o", "json", "--kubeconfig", join(folder, "kubeconfig")];
  const env = { PATH: process.env.PATH, HOME: folder, XDG_STATE_HOME: join(folder, "state") };
  const { stdout, stderr, seconds } = await run(process.execPath, [salvor, "deploy", path, ...flags], env);
  if (stdout === "") throw new Error(stderr);
  const { steps } = JSON.parse(stdout) as RunReport;
  return { seconds, causes: steps.flatMap(({ causes }) => causes) };
}

const only = process.argv.slice(2);
const kinds = (catalog as readonly FaultKind[]).filter((kind) => {
  const isOfKubelet = kind.effect(defaultsOf(kind.parameters)).kind !== "api";
  return isOfKubelet && (only.length === 0 || only.includes(kind.id));
});
const cluster = await startRehearsal({ seed: "bench", nodes: 3, faults: catalog });
try {
  writeFileSync(join(folder, "kubeconfig"), cluster.kubeconfig(), { mode: 0o600 });
  console.log(machine());
  console.log("| fault | salvor: ended after | cause named, seconds after the first sign | kubectl rollout status |");
  console.log("|---|---|---|---|");
  for (const kind of kinds) {
    const namespace = `f-${kind.id}`;
    const client = clientOf(cluster.target, namespace);
    await client.create("/api/v1/namespaces", { metadata: { name: namespace } });
    await client.until(client.core("serviceaccounts/default"), (body) => body.kind === "ServiceAccount");
    const data = { color: "blue", other: "1" };
    await client.create(client.core("configmaps"), { metadata: { name: "settings" }, data });
    await client.create(client.core("secrets"), { metadata: { name: "key" }, stringData: { token: "t", other: "1" } });
    const path = write(kind, namespace);
    await switchOn(client, kind);
    const { seconds, causes } = await deploy(path);
    const named = causes.map(({ rule, afterSeconds }) => `${rule} ${afterSeconds.toFixed(1)} s`).join(", ");
    console.log(`| ${kind.id} | ${seconds.toFixed(1)} s | ${named || "none"} | ${await peer(kind, namespace)} |`);
    // A fault of a registry is a fault of all that it holds.
    await client.remove(`/apis/rehearse.salvor.dev/v1/faults/${namespace}`);
    client.close();
  }
} finally {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}
