// How long `salvor check` takes in a fresh process, and how much memory: a home cluster, then generated repositories that
// grow. kube-linter and kubeconform beside it where they are installed. Build first: the published program is measured.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { summary } from "./measure.ts";

const program = fileURLToPath(new URL("../dist/salvor.js", import.meta.url));
const home = resolve(process.env.SALVOR_REAL ?? "../shared/real", "home-cluster");
const runs = 11;

interface Measured {
  readonly milliseconds: number;
  readonly megabytes: number;
}

/** One run of a program; memory is the highest resident size that the kernel saw, as GNU time tells it. */
function measured(command: readonly string[], cwd: string): Measured {
  const start = performance.now();
  const { stderr, error } = spawnSync("/usr/bin/time", ["-f", "%M", ...command], {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (error) throw new Error(`GNU time is needed: ${error.message}`);
  const kilobytes = Number(/(\d+)\s*$/.exec(stderr.toString())?.[1] ?? Number.NaN);
  return { milliseconds: performance.now() - start, megabytes: kilobytes / 1024 };
}

function row(what: string, command: readonly string[], cwd: string, times = runs): void {
  const all = Array.from({ length: times }, () => measured(command, cwd));
  const time = summary(all.map(({ milliseconds }) => milliseconds));
  console.log(`${what}: ${time} ms, ${summary(all.map(({ megabytes }) => megabytes))} MB`);
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ["version"], { stdio: "ignore" }).error === undefined;
}

/** A workload with its Service and settings, as three documents of one file. */
function manifest(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, labels: { app: ${name} } }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: main
          image: registry.example/${name}:1.0.0
          ports: [{ name: http, containerPort: 8080 }]
          envFrom: [{ configMapRef: { name: ${name} } }]
          readinessProbe: { httpGet: { path: /ready, port: http } }
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ port: 80, targetPort: http }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ${name} }
data: { upstream: "http://${name}:80/" }
`;
}

/** So many kustomizations with one file each below one that lists them all, or the same number of plain files. */
function generated(count: number, kustomized: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), "salvor-bench-"));
  const names = Array.from({ length: count }, (_, index) => `app-${index}`);
  for (const name of names) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "app.yaml"), manifest(name));
    if (kustomized) writeFileSync(join(folder, name, "kustomization.yaml"), `namespace: shop\nresources: [app.yaml]\n`);
  }
  if (kustomized) writeFileSync(join(folder, "kustomization.yaml"), `resources: [${names.join(", ")}]\n`);
  return folder;
}

if (existsSync(home)) {
  row("home-cluster, salvor", [process.execPath, program, "check"], home);
  if (isInstalled("kube-linter")) row("home-cluster, kube-linter", ["kube-linter", "lint", "."], home);
  else console.log("kube-linter: skipped, it is not installed");
  if (isInstalled("kubeconform"))
    row(
      "home-cluster, kubeconform",
      ["kubeconform", "-ignore-missing-schemas", "-schema-location", join(tmpdir(), "none.json"), "."],
      home,
    );
  else console.log("kubeconform: skipped, it is not installed");
} else console.log(`home-cluster: skipped, it is not in ${home}`);

for (const [count, kustomized] of [
  [100, false],
  [1_000, false],
  [10_000, false],
  [10, true],
  [100, true],
  [1_000, true],
] as const) {
  const folder = generated(count, kustomized);
  row(
    `${count} ${kustomized ? "kustomizations" : "files of three objects"}`,
    [process.execPath, program, "check"],
    folder,
    3,
  );
  rmSync(folder, { recursive: true });
}
