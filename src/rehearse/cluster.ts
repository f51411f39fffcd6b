import type { FaultKind } from "../model/fault.ts";
import { conditionOf, type KubeObject } from "../model/kubernetes/object.ts";
import type { Node } from "../model/kubernetes/workload.ts";
import type { AuditEntry } from "./api/audit.ts";
import { startApi } from "./api/server.ts";
import { type Client, createClient } from "./client.ts";
import { type RehearsalClock, wallClock } from "./clock.ts";
import { runControllers } from "./controllers/run.ts";
import { startInformer } from "./informer.ts";
import { startKubelet } from "./kubelet/kubelet.ts";
import { type Resource, resources } from "./resources.ts";
import type { Target } from "./transport.ts";

/** What a rehearsal cluster is to be. */
export interface RehearsalOptions {
  /** The same seed gives the same names, uids, addresses and placement. */
  readonly seed: string;
  /** How many nodes. */
  readonly nodes: number;
  /** The API server's port on 127.0.0.1; a free one where absent. Rejects with EADDRINUSE when it is taken. */
  readonly port?: number;
  /** The catalogue of faults that can be switched on. */
  readonly faults: readonly FaultKind[];
  /** The wall clock where absent. */
  readonly clock?: RehearsalClock;
  /** The images that the registry has; every image exists where absent. */
  readonly images?: readonly string[];
  /** Called once for each answered API request. */
  readonly audit?: (entry: AuditEntry) => void;
}

/** A running rehearsal cluster. */
export interface RehearsalCluster {
  /** The API server, as an administrator. */
  readonly target: Target & { readonly ca: string; readonly token: string };
  /** A kubeconfig (YAML) with one context, for the administrator. */
  kubeconfig(): string;
  /** The registry that nodes pull every image through; `ca` is PEM. */
  readonly registry: { readonly url: string; readonly ca: string };
  /** The names of the nodes. */
  readonly nodes: readonly string[];
  /** Ends everything; no timer, socket or request is left. */
  stop(): Promise<void>;
}

/** By this every reader sees that nothing here is the live world. */
const rehearsalMark = { "salvor.dev/mode": "rehearsal" };

/** A start takes about a second; nodes that are still not there after so many seconds will not come. */
const patienceSeconds = 60;

/**
 * Starts API server, controllers and kubelet. Resolves when nodes are Ready and pods can be made; rejects, with all of it
 * ended, when they are not after a minute.
 */
export async function startRehearsal(options: RehearsalOptions): Promise<RehearsalCluster> {
  const { clock = wallClock } = options;
  const { promise: late, reject } = Promise.withResolvers<never>();
  // Between two waits nobody listens for it; the next wait will.
  late.catch(() => undefined);
  const sentence = `the rehearsal cluster was not ready after ${patienceSeconds} s: its nodes or its controllers did not come up`;
  const cancel = clock.after(patienceSeconds * 1000, () => reject(new Error(sentence)));
  try {
    return await compose({ ...options, clock }, late);
  } finally {
    cancel();
  }
}

async function compose(
  options: RehearsalOptions & { readonly clock: RehearsalClock },
  late: Promise<never>,
): Promise<RehearsalCluster> {
  const { seed, nodes, port, faults, clock, images, audit } = options;
  const started: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const api = await startApi({
      seed,
      clock,
      faults,
      ...(port === undefined ? {} : { port }),
      ...(audit === undefined ? {} : { audit }),
    });
    started.push(() => api.stop());
    const target = { url: api.url, ca: api.ca, token: api.adminToken };
    const parts = Promise.allSettled([
      startKubelet({ target, clock, seed, nodes, faults, authority: api.authority, ...(images ? { images } : {}) }),
      runControllers({ target, clock, seed }),
    ]);
    const [kubelet, controllers] = await Promise.race([parts, late]);
    for (const part of [controllers, kubelet]) if (part.status === "fulfilled") started.push(() => part.value.stop());
    if (kubelet.status === "rejected") throw kubelet.reason;
    if (controllers.status === "rejected") throw controllers.reason;
    api.setEntrance(kubelet.value.entrance);
    const names = await Promise.race([becomeReady(target, clock, nodes), late]);
    const { registry } = kubelet.value;
    return { target, kubeconfig: () => api.kubeconfig(), registry, nodes: names, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Marks the cluster, and waits until nodes take pods and `default` has the account that pods run as; the nodes' names. */
async function becomeReady(target: Target, clock: RehearsalClock, count: number): Promise<string[]> {
  const stop = new AbortController();
  const { signal } = stop;
  const client = createClient({ target, clock, agent: "salvor-rehearse", signal });
  const seen = { client, clock, signal };
  try {
    const body = { metadata: { annotations: rehearsalMark } };
    const [nodes] = await Promise.all([
      until<Node>(seen, { resource: resources.nodes }, (all) => all.filter(takesPods).length >= count),
      until(seen, { resource: resources.serviceAccounts, namespace: "default" }, (all) =>
        all.some((account) => account.metadata.name === "default"),
      ),
      client.patch(resources.namespaces, { name: "kube-system" }, { form: "merge", body }),
    ]);
    return nodes.map((node) => node.metadata.name).sort();
  } finally {
    stop.abort();
    client.close();
  }
}

/** Ready, and without the taint that a new node has until its first sign of life was seen. */
function takesPods(node: Node): boolean {
  const ready = conditionOf(node.status?.conditions, "Ready")?.status === "True";
  return ready && !(node.spec.taints ?? []).some((taint) => taint.key === "node.kubernetes.io/not-ready");
}

function until<T extends KubeObject>(
  seen: { client: Client; clock: RehearsalClock; signal: AbortSignal },
  what: { resource: Resource; namespace?: string },
  holds: (all: readonly T[]) => boolean,
): Promise<readonly T[]> {
  const { resource, namespace } = what;
  const informer = startInformer<T>({ ...seen, resource, which: { namespace } });
  return new Promise((resolve) => {
    informer.onChange(() => {
      const all = informer.list();
      if (holds(all)) resolve(all);
    });
  });
}
