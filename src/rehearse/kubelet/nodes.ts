import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Node } from "../../model/kubernetes/workload.ts";
import { type Client, isApiError } from "../client.ts";
import { microTimestamp, type RehearsalClock, sleep } from "../clock.ts";
import { resources } from "../resources.ts";
import { leaseSeconds, newNode, nodeName, nodeStatus, renewSeconds } from "./node-shape.ts";

/** What registering nodes needs. */
export interface NodesOptions {
  readonly client: Client;
  readonly clock: RehearsalClock;
  readonly seed: string;
  readonly signal: AbortSignal;
}

interface Lease extends KubeObject {
  spec: { holderIdentity: string; leaseDurationSeconds: number; renewTime: string };
}

const leases = "kube-node-lease";
const retryAfter = 500;
/** How often an unchanged status is posted. Source: nodeStatusReportFrequency of the kubelet. */
const reportPeriod = 300_000;

/** Registers a node and posts that it is ready; then renews its Lease and its status until the signal aborts. */
export async function registerNode(options: NodesOptions, index: number): Promise<void> {
  const { clock, signal } = options;
  const node = await insist(options, () => created(options, index));
  if (!node) return;
  const since = clock.now();
  await insist(options, () => post(options, index, since));
  void repeat(options, renewSeconds * 1000, () => renew(options, node));
  void sleep(clock, reportPeriod, signal).then(() => repeat(options, reportPeriod, () => post(options, index, since)));
}

/** Until it was done, or the signal aborted. A server that is just starting answers as if it knew nothing. */
async function insist<T>({ clock, signal }: NodesOptions, act: () => Promise<T>): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await act();
    } catch {
      await sleep(clock, retryAfter, signal);
    }
  }
  return undefined;
}

async function repeat(options: NodesOptions, period: number, act: () => Promise<unknown>): Promise<void> {
  while (!options.signal.aborted) {
    await insist(options, act);
    await sleep(options.clock, period, options.signal);
  }
}

async function created({ client }: NodesOptions, index: number): Promise<Node> {
  try {
    return await client.create<Node>(resources.nodes, newNode(index));
  } catch (error) {
    if (!isApiError(error, 409)) throw error;
    return client.get<Node>(resources.nodes, { name: nodeName(index) });
  }
}

async function post({ client, clock, seed }: NodesOptions, index: number, since: number): Promise<void> {
  const status = nodeStatus(index, seed, clock.now(), since);
  const place = { name: nodeName(index), subresource: "status" as const };
  await client.patch(resources.nodes, place, { form: "strategic", body: { status } });
}

async function renew({ client, clock }: NodesOptions, node: Node): Promise<void> {
  const { name, uid = "" } = node.metadata;
  const spec = { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime: microTimestamp(clock.now()) };
  const place = { namespace: leases, name };
  const lease = await client.find<Lease>(resources.leases, place);
  if (lease) await client.update<Lease>(resources.leases, { ...lease, spec });
  else {
    const ownerReferences = [{ apiVersion: "v1", kind: "Node", name, uid }];
    await client.create<Lease>(resources.leases, { metadata: { ...place, ownerReferences }, spec });
  }
}
