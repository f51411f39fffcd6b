import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import faults from "../../src/catalog/faults/index.gen.ts";
import { rehearseCrds } from "../../src/rehearse/api/crds.ts";
import { createAuthority } from "../../src/rehearse/certificates.ts";
import { wallClock } from "../../src/rehearse/clock.ts";
import { startRehearsal } from "../../src/rehearse/cluster.ts";
import { runControllers } from "../../src/rehearse/controllers/run.ts";
import { startKubelet } from "../../src/rehearse/kubelet/kubelet.ts";
import { connect } from "./ask.ts";
import { type Binaries, findBinaries } from "./control-plane/binaries.ts";
import { startControlPlane } from "./control-plane/start.ts";

/** One of the two clusters that every case runs on. */
export interface Side {
  readonly name: "embedded" | "real";
  readonly url: string;
  readonly ca: string;
  readonly token: string;
  kubeconfig(): string;
  /** The registry that its nodes pull through. */
  readonly registry: { readonly url: string; readonly ca: string };
  stop(): Promise<void>;
}

/** What both are to be. */
export interface SideOptions {
  readonly nodes: number;
  /** The images that exist; all of them where absent. */
  readonly images?: readonly string[];
}

const seed = "conformance";

/** The rehearsal cluster as users get it. */
export async function openEmbedded(options: SideOptions): Promise<Side> {
  const cluster = await startRehearsal({ seed, faults, ...options });
  const { url, ca, token } = cluster.target;
  return {
    name: "embedded",
    url,
    ca,
    token,
    kubeconfig: () => cluster.kubeconfig(),
    registry: cluster.registry,
    stop: () => cluster.stop(),
  };
}

/** A real control plane whose nodes are ours: the same kubelet, applications and faults. */
export async function openReal(options: SideOptions): Promise<Side> {
  const binaries = realBinaries();
  if ("missing" in binaries) throw new Error(binaries.missing);
  const folder = mkdtempSync(join(tmpdir(), "salvor-entrance-"));
  const ends: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const path = join(folder, "entrance.sock");
    const plane = await startControlPlane({ binaries, entrance: path });
    ends.push(() => plane.stop());
    const target = { url: plane.url, ca: plane.ca, token: plane.adminToken };
    await prepare(target);
    if (!binaries.controllers) {
      const controllers = await runControllers({ target, clock: wallClock, seed });
      ends.push(() => controllers.stop());
    }
    const authority = await createAuthority("nodes");
    const kubelet = await startKubelet({
      target,
      clock: wallClock,
      seed,
      faults,
      authority,
      entrance: { path },
      ...options,
    });
    ends.push(() => kubelet.stop());
    await nodesReady(target, options.nodes);
    return {
      name: "real",
      ...target,
      kubeconfig: () => plane.kubeconfig(),
      registry: kubelet.registry,
      stop: async () => {
        plane.checkAlive();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Opens both at once. Where one fails the other is ended too: a control plane that nobody knows of would stay. */
export async function openBoth(options: SideOptions): Promise<readonly [embedded: Side, real: Side]> {
  const [embedded, real] = await Promise.allSettled([openEmbedded(options), openReal(options)]);
  if (embedded.status === "fulfilled" && real.status === "fulfilled") return [embedded.value, real.value];
  for (const side of [embedded, real]) if (side.status === "fulfilled") await side.value.stop();
  throw embedded.status === "rejected" ? embedded.reason : (real as PromiseRejectedResult).reason;
}

let found: Binaries | undefined;

/** Looked for once in a process: it may mean building them. */
function realBinaries(): Binaries {
  found ??= findBinaries();
  return found;
}

/** Why there is no real control plane here; undefined where there is one. Said aloud, so that nobody takes silence for proof. */
export function missingReal(): string | undefined {
  const binaries = realBinaries();
  if (!("missing" in binaries)) return undefined;
  console.warn(`SKIPPED: nothing was compared with a real control plane: ${binaries.missing}`);
  return binaries.missing;
}

/** The rehearsal group as CRDs, and the mark by which every reader sees that this is a rehearsal. */
async function prepare(target: { url: string; token: string }): Promise<void> {
  const { ask, close } = connect(target);
  for (const crd of rehearseCrds()) {
    const { status, body } = await ask({
      method: "POST",
      path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
      body: crd,
    });
    if (status !== 201) throw new Error(`${crd.metadata.name}: ${JSON.stringify(body)}`);
  }
  await ask({
    method: "PATCH",
    path: "/api/v1/namespaces/kube-system",
    headers: { "content-type": "application/merge-patch+json" },
    body: { metadata: { annotations: { "salvor.dev/mode": "rehearsal" } } },
  });
  await settle("the rehearsal group", async () => {
    const answers = await Promise.all(
      ["behaviours", "faults"].map((kind) => ask({ path: `/apis/rehearse.salvor.dev/v1/${kind}` })),
    );
    return answers.every(({ status }) => status === 200);
  });
  close();
}

interface NodeList {
  readonly items: readonly { readonly spec: { readonly taints?: readonly { readonly key: string }[] } }[];
}

async function nodesReady(target: { url: string; token: string }, count: number): Promise<void> {
  const { ask, close } = connect(target);
  await settle(`${count} nodes that take pods`, async () => {
    const { items } = (await ask({ path: "/api/v1/nodes" })).body as NodeList;
    return items.filter(({ spec }) => (spec.taints ?? []).length === 0).length >= count;
  });
  close();
}

async function settle(what: string, seen: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (await seen()) return;
    await pause(50);
  }
  throw new Error(`half a minute went by without ${what}`);
}
