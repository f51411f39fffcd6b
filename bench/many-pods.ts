// 10,000 pods held by the rehearsal cluster and listed by Salvor's client, beside a plain fetch; the same list from a
// real API server, where there is one.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBinaries } from "../test/conformance/control-plane/binaries.ts";
import { startControlPlane } from "../test/conformance/control-plane/start.ts";
import { fillPods } from "./fill-pods.ts";
import { inProcess, machine, middle, summary } from "./measure.ts";

const count = Number(process.argv[2] ?? 10_000);
const rounds = 5;
const folder = mkdtempSync(join(tmpdir(), "salvor-bench-"));

interface Listed {
  readonly count: number;
  readonly bytes: number;
  readonly milliseconds: number;
  readonly peak: number;
}

/** Lists in turns by both ways, each in a fresh process, and prints what it took. */
async function compare(name: string, server: { url: string; token: string; kubeconfig: string }): Promise<void> {
  const path = join(folder, name);
  writeFileSync(path, server.kubeconfig, { mode: 0o600 });
  const list = (way: string): Promise<Listed> =>
    inProcess<Listed>(new URL("list-pods.ts", import.meta.url), [way, server.url, server.token, path], {
      XDG_STATE_HOME: folder,
    });
  const plain: Listed[] = [];
  const own: Listed[] = [];
  for (let round = 0; round < rounds; round += 1) {
    plain.push(await list("plain"));
    own.push(await list("own"));
  }
  if (own.some((one) => one.count !== count)) throw new Error(`a list had ${own[0]?.count} pods`);
  const times = (all: readonly Listed[]): number[] => all.map(({ milliseconds }) => milliseconds);
  const peak = (all: readonly Listed[]): string => `${Math.round(Math.max(...all.map((one) => one.peak)))} MB at most`;
  console.log(`${name}: ${((plain[0]?.bytes ?? 0) / 1024 ** 2).toFixed(1)} MiB of JSON in pages of 500`);
  console.log(`  plain fetch and parse  ${summary(times(plain))} ms, ${peak(plain)}`);
  console.log(`  Salvor's client        ${summary(times(own))} ms, ${peak(own)}`);
  console.log(`  ratio of the medians   ${(middle(times(own)) / middle(times(plain))).toFixed(2)} (at most 1.25)`);
}

async function embedded(): Promise<void> {
  const child = fork(fileURLToPath(new URL("serve-pods.ts", import.meta.url)), [String(count)]);
  const next = <T>(): Promise<T> => new Promise((resolve) => child.once("message", (said) => resolve(said as T)));
  const server = await next<{ url: string; token: string; kubeconfig: string; seconds: number }>();
  console.log(`${count} pods created in ${server.seconds.toFixed(1)} s`);
  await compare("rehearsal-cluster", server);
  const memory = next<{ rss: number }>();
  child.send("memory");
  console.log(`  memory of the cluster  ${Math.round((await memory).rss)} MB (at most 500)`);
  child.send("end");
  await new Promise((resolve) => child.once("exit", resolve));
}

async function real(): Promise<void> {
  const binaries = findBinaries();
  if ("missing" in binaries) {
    console.log(`real API server: skipped, ${binaries.missing}`);
    return;
  }
  const plane = await startControlPlane({ binaries, entrance: join(folder, "entrance.sock") });
  const target = { url: plane.url, token: plane.adminToken };
  console.log(`${count} pods created on the real one in ${(await fillPods(target, count)).toFixed(1)} s`);
  await compare("real-API-server", { ...target, kubeconfig: plane.kubeconfig() });
  await plane.stop();
}

console.log(machine());
try {
  await embedded();
  await real();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
