import { conditionOf } from "../../../model/kubernetes/object.ts";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import type { Node } from "../../../model/kubernetes/workload.ts";
import { isApiError } from "../../client.ts";
import { timestamp } from "../../clock.ts";
import type { EventRecorder } from "../../events.ts";
import { resources } from "../../resources.ts";
import { startQueue } from "../../work-queue.ts";
import { same } from "../canonical.ts";
import type { Controller, Setting } from "../setting.ts";
import { isSilent, type Pulse, pulseOf, silentConditions } from "./health.ts";
import { taintsFor } from "./taints.ts";

/** How often nodes are looked at, in milliseconds. */
const period = 5000;

/** Marks nodes that fell silent, and taints nodes as their conditions say. */
export const nodeLifecycleController: Controller = {
  id: "node-lifecycle",
  start: (setting) => {
    const { copies, clock, signal } = setting;
    const events = setting.recorder("node-controller");
    const pulses = new Map<string, Pulse>();
    void copies.nodeLeases;
    const queue = startQueue({
      ...setting,
      work: async (name) => {
        const node = copies.nodes.get(undefined, name);
        if (!node) return void pulses.delete(name);
        const fresh = await judge({ setting, events }, node, pulses);
        await taint(setting, fresh, isAnyReady(copies.nodes.list()));
      },
    });
    copies.nodes.onChange((now, before) => {
      const node = now ?? before;
      if (!now || !before) announce(events, now, before);
      if (node && changed(now, before)) queue.add(node.metadata.name);
    });
    const look = (): void => {
      if (signal.aborted) return;
      for (const node of copies.nodes.list()) queue.add(node.metadata.name);
      const cancel = clock.after(period, () => {
        signal.removeEventListener("abort", cancel);
        look();
      });
      signal.addEventListener("abort", cancel, { once: true });
    };
    look();
    return queue;
  },
};

/** A mere heartbeat is looked at in the next round. */
function changed(now: Node | undefined, before: Node | undefined): boolean {
  const relevant = (node: Node | undefined): unknown => [
    node?.spec,
    node?.status?.conditions?.map(({ type, status }) => [type, status]),
  ];
  return !same(relevant(now), relevant(before));
}

function announce(events: EventRecorder, now: Node | undefined, before: Node | undefined): void {
  const text = (node: Node, what: string): string => `Node ${node.metadata.name} event: ${what}`;
  if (now) events.normal(now, "RegisteredNode", text(now, `Registered Node ${now.metadata.name} in Controller`));
  else if (before)
    events.normal(before, "RemovingNode", text(before, `Removing Node ${before.metadata.name} from Controller`));
}

function isReady(node: Node): boolean {
  return conditionOf(node.status?.conditions, "Ready")?.status === "True";
}

function isAnyReady(nodes: readonly Node[]): boolean {
  return nodes.some(isReady);
}

interface Hands {
  readonly setting: Setting;
  readonly events: EventRecorder;
}

/** Takes the pulse; a silent node's conditions become unknown. Its pods are not ready then, whatever they last said. */
async function judge({ setting, events }: Hands, node: Node, pulses: Map<string, Pulse>): Promise<Node> {
  const { copies, clock, client } = setting;
  const { name } = node.metadata;
  const now = clock.now();
  const pulse = pulseOf(node, copies.nodeLeases.get("kube-node-lease", name), pulses.get(name), now);
  pulses.set(name, pulse);
  let judged = node;
  const unknown = conditionOf(node.status?.conditions, "Ready")?.status === "Unknown";
  if (!unknown && isSilent(node, pulse, now)) {
    const status = { ...node.status, conditions: silentConditions(node, timestamp(now)) };
    judged = await client.update(resources.nodes, { ...node, status }, "status");
  }
  const lost = !isReady(judged) && conditionOf(judged.status?.conditions, "Ready") !== undefined;
  if (isReady(node) && lost) events.normal(node, "NodeNotReady", `Node ${name} status is now: NodeNotReady`);
  if (lost) for (const pod of copies.pods.by("node", name)) await markNotReady({ setting, events }, pod);
  return judged;
}

async function markNotReady({ setting, events }: Hands, pod: Pod): Promise<void> {
  const ready = conditionOf(pod.status?.conditions, "Ready");
  if (ready?.status !== "True") return;
  const condition = { ...ready, status: "False", lastTransitionTime: timestamp(setting.clock.now()) };
  const { namespace, name } = pod.metadata;
  const place = { namespace, name, subresource: "status" } as const;
  try {
    await setting.client.patch(resources.pods, place, {
      form: "strategic",
      body: { status: { conditions: [condition] } },
    });
  } catch (error) {
    if (!isApiError(error, 404)) throw error;
  }
  events.warning(pod, "NodeNotReady", "Node is not ready");
}

async function taint({ client, clock }: Setting, node: Node, evicting: boolean): Promise<void> {
  const taints = taintsFor(node, { now: timestamp(clock.now()), evicting });
  if (!taints) return;
  // The resourceVersion makes it a refusal, not an overwriting, when somebody else tainted the node meanwhile.
  const { resourceVersion } = node.metadata;
  const body = { metadata: { resourceVersion }, spec: { taints: taints.length > 0 ? taints : null } };
  await client.patch(resources.nodes, { name: node.metadata.name }, { form: "merge", body });
}
