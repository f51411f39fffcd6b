import type { FaultKind } from "../../model/fault.ts";
import type { Authority } from "../certificates.ts";
import { createClient } from "../client.ts";
import type { RehearsalClock } from "../clock.ts";
import { createRecorder } from "../events.ts";
import type { Fault } from "../group.ts";
import { acceptor, type Handler, type Target } from "../transport.ts";
import { createPodAddresses, nodeAddress } from "./addresses.ts";
import { followCluster } from "./cluster-view.ts";
import type { Cluster, NodeRuntime } from "./container-host.ts";
import { createNetwork } from "./dial.ts";
import { type EntranceOptions, startEntrance } from "./entrance.ts";
import { startFaultActor } from "./fault-actor.ts";
import { type ActiveFault, activate } from "./fault-state.ts";
import { createImageStore } from "./image-store.ts";
import { nodeApi } from "./node-api.ts";
import { allocatable, kubeletPort, nodeName, nodeReference } from "./node-shape.ts";
import { registerNode } from "./nodes.ts";
import { createPods } from "./pods.ts";
import { type Registry, startRegistry } from "./registry.ts";

/** How to start the nodes of a rehearsal cluster. */
export interface KubeletOptions {
  /** The API server, as an administrator. It must serve the rehearsal group already (built in, or as CRDs). */
  readonly target: Target;
  readonly clock: RehearsalClock;
  /** The same seed gives the same addresses, ids and waiting times. */
  readonly seed: string;
  /** How many nodes. */
  readonly nodes: number;
  /** The catalogue of faults; those whose effect is of the kind `api` are left to the API server. */
  readonly faults: readonly FaultKind[];
  /** Who signs the certificates of the kubelet API and of the registry. */
  readonly authority: Authority;
  /** A unix socket for the CONNECT entrance; a free port on loopback where absent. */
  readonly entrance?: { readonly path?: string };
  /** The images that the registry has; every image exists where absent. */
  readonly images?: readonly string[];
}

/** Running nodes. */
export interface Kubelet {
  /** Answers CONNECT for pod addresses and for nodes' port 10250. */
  readonly entrance: { readonly path: string } | { readonly port: number };
  /** The registry that nodes pull every image through; the host of a reference goes in the query `ns`. `ca` is PEM. */
  readonly registry: { readonly url: string; readonly ca: string };
  /** Ends every program, timer, watch and connection. Objects in the API stay as they are. */
  stop(): Promise<void>;
}

/** Registers the nodes and gives life to the pods bound to them. Resolves when the nodes are Ready. */
export async function startKubelet(options: KubeletOptions): Promise<Kubelet> {
  const { target, clock, seed, authority, nodes: count, faults: catalogue } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const client = createClient({ target, clock, agent: "kubelet", signal });
  const active = new Map<string, ActiveFault>();
  const network = createNetwork();
  const images = options.images ? { images: options.images } : {};
  const registry = await startRegistry({ authority, faults: () => active.values(), ...images });
  const view = followCluster({ client, clock, signal });
  const claims = new Map<string, Map<string, string>>();
  const cluster: Cluster = {
    client,
    clock,
    seed,
    network,
    services: view.services,
    allServices: view.allServices,
    behaviours: () => view.behaviours.list(),
    faults: () => active.values(),
    claim: (key) => {
      const kept = claims.get(key) ?? new Map<string, string>();
      claims.set(key, kept);
      return kept;
    },
  };
  const nodes = Array.from({ length: count }, (_, index) => nodeRuntime(cluster, registry, index));
  const pods = createPods(cluster, nodes);
  const entrance = await startEntrance({
    ...options.entrance,
    network,
    node: await nodeServices(authority, nodes, nodeApi(pods.containers, clock)),
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    pods.stop();
    client.close();
    await Promise.all([entrance.stop(), registry.stop()]);
  };
  try {
    await view.synced;
    view.faults.onChange((now, before) => {
      switchFault(active, catalogue, { now, before, at: clock.now() });
      pods.reconsider(now ? active.get(now.metadata.name) : undefined);
    });
    startFaultActor({ client, clock, signal, faults: view.faults, catalogue });
    await Promise.all(
      nodes.map(async ({ name, recorder }, index) => {
        await registerNode({ client, clock, seed, signal }, index);
        recorder.normal(nodeReference(index), "Starting", "Starting kubelet.");
        recorder.normal(nodeReference(index), "NodeReady", `Node ${name} status is now: NodeReady`);
      }),
    );
    view.pods.onChange(pods.change);
  } catch (error) {
    await stop();
    throw error;
  }
  return { entrance: entrance.where, registry: { url: registry.url, ca: registry.ca }, stop };
}

function nodeRuntime(cluster: Cluster, registry: Registry, index: number): NodeRuntime {
  const { client, clock, seed } = cluster;
  const name = nodeName(index);
  return {
    name,
    address: nodeAddress(index),
    allocatable,
    images: createImageStore(registry),
    addresses: createPodAddresses(seed, index),
    recorder: createRecorder({ client, clock, component: "kubelet", host: name }),
  };
}

/** The kubelet API of every node, behind the node's address and port. */
async function nodeServices(
  authority: Authority,
  nodes: readonly NodeRuntime[],
  handler: Handler,
): Promise<EntranceOptions["node"]> {
  const addresses = nodes.map(({ address }) => address);
  const dns = nodes.map(({ name }) => name);
  const tls = await authority.issue({ commonName: "kubelet", dns, ips: addresses });
  const accept = acceptor({ tls, handler });
  const known = new Set([...addresses, ...dns]);
  return (address, port) => (port === kubeletPort && known.has(address) ? accept : undefined);
}

/** Keeps the faults that are on, each since it was first seen with what it says now. */
function switchFault(
  active: Map<string, ActiveFault>,
  catalogue: readonly FaultKind[],
  { now, before, at }: { now: Fault | undefined; before: Fault | undefined; at: number },
): void {
  const name = (now ?? before)?.metadata.name ?? "";
  const made = now && !now.metadata.deletionTimestamp ? activate(now, catalogue, at) : "gone";
  if (typeof made === "string") active.delete(name);
  else if (!active.has(name) || JSON.stringify(now?.spec) !== JSON.stringify(before?.spec)) active.set(name, made);
}
