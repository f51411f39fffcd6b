import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import causes from "../src/catalog/causes/index.gen.ts";
import faults from "../src/catalog/faults/index.gen.ts";
import looks from "../src/catalog/looks/index.gen.ts";
import readiness from "../src/catalog/readiness/index.gen.ts";
import relations from "../src/catalog/relations/index.gen.ts";
import steps from "../src/catalog/steps/index.gen.ts";
import { planDeploy } from "../src/engine/plan.ts";
import { runPlan } from "../src/engine/run.ts";
import type { Catalog } from "../src/model/catalog.ts";
import type { JournalEvent, JournalRecord } from "../src/model/journal.ts";
import type { Run } from "../src/model/run.ts";
import { type Client, createClient } from "../src/rehearse/client.ts";
import { wallClock } from "../src/rehearse/clock.ts";
import { startRehearsal } from "../src/rehearse/cluster.ts";
import { type OpenWorld, openWorld } from "../src/world/open.ts";

const catalog: Catalog = { looks, relations, checks: [], causes, readiness, steps };

/** A deployment that came to its end. */
export interface Told {
  readonly run: Run;
  readonly events: readonly JournalEvent[];
  readonly records: readonly JournalRecord[];
  /** The kinds of what was sent to be written. */
  readonly written: readonly string[];
}

/** How a deployment goes. `until` is told of every event as it is journaled. */
export interface DeployOptions {
  readonly signal?: AbortSignal;
  readonly until?: (event: JournalEvent) => void;
  readonly stableForSeconds?: number;
  readonly timeoutSeconds?: number;
}

/** A rehearsal cluster of one node, and deployments to it in this process. */
export interface Deploying {
  readonly world: OpenWorld;
  /** The file that holds the manifests of the last deployment. */
  readonly manifests: string;
  deploy(text: string, options?: DeployOptions): Promise<Told>;
  /** Somebody else at the same cluster, who writes under this name. */
  somebody(agent: string): Client;
  stop(): Promise<void>;
}

/** Starts a cluster whose registry has these images, and opens it. */
export async function startDeploying(seed: string, images: readonly string[]): Promise<Deploying> {
  const folder = await mkdtemp(join(tmpdir(), `salvor-${seed}-`));
  const cluster = await startRehearsal({ seed, nodes: 1, faults, images });
  await writeFile(join(folder, "kubeconfig"), cluster.kubeconfig());
  await writeFile(join(folder, "ca.crt"), cluster.registry.ca);
  const world = await openWorld({
    kubeconfig: join(folder, "kubeconfig"),
    journal: "memory",
    registries: { "*": { mirror: cluster.registry.url, ca: join(folder, "ca.crt") } },
  });
  const others: Client[] = [];
  const manifests = join(folder, "manifests.yaml");
  return {
    world,
    manifests,
    deploy: async (text, options = {}) => {
      await writeFile(manifests, text);
      return deployTo(world, manifests, options);
    },
    somebody(agent) {
      const client = createClient({ target: cluster.target, clock: wallClock, agent });
      others.push(client);
      return client;
    },
    async stop() {
      for (const client of others) client.close();
      await world.close();
      await cluster.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function deployTo(world: OpenWorld, path: string, options: DeployOptions): Promise<Told> {
  const { signal = new AbortController().signal, until, stableForSeconds = 0, timeoutSeconds = 20 } = options;
  const declared = await world.repository.manifests(path);
  const common = { world, catalog, declared };
  const writer = world.writer();
  const plan = await planDeploy({ ...common, writer, namespace: "default", timeoutSeconds, stableForSeconds });
  const written: string[] = [];
  const run = await runPlan({
    ...common,
    plan,
    writer: (lease) => {
      const real = world.writer(lease);
      const apply: typeof real.apply = (source, how) => {
        written.push(source.ref.kind);
        return real.apply(source, how);
      };
      return { ...real, apply };
    },
    leases: world.leases,
    journal: world.journal(),
    title: "a test",
    command: "salvor deploy",
    actor: "ada",
    approval: { by: "ada", how: "flag" },
    lock: { name: "salvor.default", namespace: "default" },
    observer: ({ event }) => until?.(event),
    signal,
  });
  const records = world.journal().records(run.id);
  return { run, records, written, events: records.map(({ event }) => event) };
}
