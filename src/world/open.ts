import { dirname, resolve } from "node:path";
import type { Fleet } from "../model/fleet.ts";
import type { JournalStore } from "../model/journal.ts";
import { exitCodes, SalvorProblem } from "../model/problem.ts";
import type { Clock, ClusterIdentity, HeldLease, KubeWriter, LeaseKeeper, Seen, World } from "../model/world.ts";
import { systemClock } from "./clock.ts";
import { createKindReader } from "./kinds.ts";
import { findAccess } from "./kube/access.ts";
import { createApi } from "./kube/api.ts";
import { createConnection } from "./kube/connection.ts";
import { createCredentials } from "./kube/credentials.ts";
import { createDiscovery } from "./kube/discovery.ts";
import { createLeaseKeeper } from "./kube/lease.ts";
import { createReader } from "./kube/reader.ts";
import { createServer } from "./kube/server.ts";
import { createWriter } from "./kube/writer.ts";
import { createMasker } from "./mask/create-masker.ts";
import { journalPath } from "./places.ts";
import { createRegistry } from "./registry/client.ts";
import { diskTree } from "./repo/disk-tree.ts";
import { diskFiles } from "./repo/files.ts";
import { createRepository } from "./repo/manifests.ts";
import { openJournal } from "./store/journal.ts";
import { passingKey, privateKey } from "./store/private-key.ts";

/** How the world is opened. All of it is optional; what is absent is as kubectl would have it. */
export interface WorldOptions {
  /** `--kubeconfig`; absent: `$KUBECONFIG` (a list is merged), then `~/.kube/config`, then the pod's own account. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly as?: string;
  readonly asGroups?: readonly string[];
  /** For objects that say no namespace; absent: the context's, then `default`. */
  readonly namespace?: string;
  /** `registries` of the fleet file, with what `--registry-mirror` adds; CA files are relative to `folder`. */
  readonly registries?: Fleet["registries"];
  readonly folder?: string;
  /** `memory` keeps nothing after the process: the journal, and the key of the masks. Default: `$XDG_STATE_HOME/salvor/journal.db`. */
  readonly journal?: { readonly path: string } | "memory";
  /** Default: `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
}

/** The world as a verb holds it. `close` ends connections and the journal. */
export interface OpenWorld extends World {
  /** The namespace of objects that say none. */
  readonly namespace: string;
  /** The name of the context in use; `in-cluster` inside a pod. */
  readonly context: string;
  /** Who the cluster is, or SalvorProblem `cluster-unreachable` (exit 3) that says why it cannot be told. */
  reach(): Promise<Seen<ClusterIdentity>>;
  /** Writes under a lease. Without one `preview` works, and every `apply` is refused as fenced. */
  writer(lease?: HeldLease): KubeWriter;
  readonly leases: LeaseKeeper;
  /** Opened when it is first asked for. */
  journal(): JournalStore;
  close(): Promise<void>;
}

/** Opens the world. Nothing is sent yet; a kubeconfig that cannot be used is a SalvorProblem (exit 2). */
export async function openWorld(options: WorldOptions = {}): Promise<OpenWorld> {
  const { environment = process.env, clock = systemClock } = options;
  const storePath = options.journal === "memory" ? ":memory:" : (options.journal?.path ?? journalPath(environment));
  const access = await findAccess({ ...options, environment, files: diskFiles });
  const masker = createMasker(storePath === ":memory:" ? passingKey() : privateKey(dirname(storePath)));
  const credentials = createCredentials({ access, files: diskFiles, environment, mask: (text) => masker.text(text) });
  const api = createApi(createConnection(access, credentials), clock, masker);
  const server = createServer({ access, api, clock, masker });
  const discovery = createDiscovery(server);
  const manifests = { files: diskFiles, masker, clock };
  const registry = createRegistry({
    registries: options.registries ?? {},
    caOf: (path) => diskFiles.read(resolve(options.folder ?? ".", path)),
    clock,
    masker,
    mode: () => server.mode(),
  });
  let store: JournalStore | undefined;
  return {
    clock,
    kube: createReader(server, discovery),
    registry,
    kinds: createKindReader(clock),
    repository: createRepository(manifests, diskTree),
    namespace: access.namespace,
    context: access.context,
    async reach() {
      const look = await server.identity();
      if (look.seen) return { value: look.value, evidence: look.evidence };
      throw new SalvorProblem({
        code: "cluster-unreachable",
        message: `the cluster of context "${access.context}" cannot be read: ${look.why}`,
        hint: `Try it by hand: ${look.evidence.query}`,
        exit: exitCodes.unproven,
      });
    },
    writer: (lease) => createWriter({ server, discovery, manifests, ...(lease ? { lease } : {}) }),
    leases: createLeaseKeeper(server),
    journal() {
      store ??= openJournal(storePath, clock);
      return store;
    },
    async close() {
      api.connection.close();
      registry.close();
      store?.close();
      store = undefined;
    },
  };
}
