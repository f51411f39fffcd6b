import type { Pod } from "../../../model/kubernetes/pod.ts";
import type { Node } from "../../../model/kubernetes/workload.ts";
import { keyOf, splitKey } from "../../object-store.ts";
import { startQueue, type WorkQueue } from "../../work-queue.ts";
import { same } from "../canonical.ts";
import type { Controller, Setting } from "../setting.ts";
import { createLoads } from "./loads.ts";
import { schedule } from "./schedule.ts";

/** Waits after an attempt that found no node: 1 s, doubled up to 10 s; without any news all are tried again after five minutes. */
const firstWait = 1000;
const longestWait = 10_000;
const flush = 300_000;

interface Attempt {
  count: number;
  at: number;
}

/** Gives pods without a node one. */
export const scheduler: Controller = {
  id: "scheduler",
  start: (setting) => {
    const { copies, clock } = setting;
    const loads = createLoads();
    const desk = { setting, client: setting.schedulerClient, events: setting.schedulerEvents(), loads };
    const waiting = new Map<string, Attempt>();
    const queue = startQueue({
      ...setting,
      // One after the other: where the next one goes depends on where the last one went.
      workers: 1,
      firstDelay: firstWait,
      longestDelay: longestWait,
      work: async (key) => {
        const { namespace, name } = splitKey(key);
        const pod = copies.pods.get(namespace, name);
        if (!pod || !isOurs(pod)) return void waiting.delete(key);
        if (await schedule(desk, pod)) return void waiting.delete(key);
        waiting.set(key, { count: (waiting.get(key)?.count ?? 0) + 1, at: clock.now() });
        queue.addAfter(key, flush);
      },
    });
    /** Something changed that may help: all that wait are tried again, each not before its wait is over. */
    const retry = (): void => {
      for (const [key, { count, at }] of waiting)
        queue.addAfter(key, at + Math.min(firstWait * 2 ** (count - 1), longestWait) - clock.now());
    };
    watchPods(setting, { loads, queue, waiting, retry });
    copies.nodes.onChange((now, before) => {
      if (now && (!before || mayHelp(now, before))) retry();
    });
    copies.claims.onChange(retry);
    void copies.namespaces;
    return queue;
  },
};

function isOurs(pod: Pod): boolean {
  const named = pod.spec.schedulerName ?? "default-scheduler";
  const gated = (pod.spec.schedulingGates ?? []).length > 0;
  return !pod.spec.nodeName && !pod.metadata.deletionTimestamp && named === "default-scheduler" && !gated;
}

function mayHelp(now: Node, before: Node): boolean {
  const relevant = (node: Node): unknown => [node.spec, node.metadata.labels, node.status?.allocatable];
  return !same(relevant(now), relevant(before));
}

interface Watching {
  readonly loads: ReturnType<typeof createLoads>;
  readonly queue: WorkQueue;
  readonly waiting: Map<string, Attempt>;
  retry(): void;
}

function watchPods({ copies }: Setting, { loads, queue, waiting, retry }: Watching): void {
  copies.pods.onChange((now, before) => {
    if (now) loads.put(now);
    else if (before) loads.remove(before);
    const key = now ?? before;
    if (key && !now) waiting.delete(keyOf(key));
    if (changesRoom(now, before)) retry();
    if (now && isOurs(now) && !(before && onlyStatus(now, before))) queue.add(keyOf(now));
  });
}

/** A pod that came to a node or left one may make company or room for others. */
function changesRoom(now: Pod | undefined, before: Pod | undefined): boolean {
  const placed = (pod: Pod | undefined): boolean => Boolean(pod?.spec.nodeName) && !ended(pod);
  return placed(now) !== placed(before);
}

function ended(pod: Pod | undefined): boolean {
  return pod?.status?.phase === "Succeeded" || pod?.status?.phase === "Failed";
}

/** Our own note that a pod could not be placed is no reason to try again. */
function onlyStatus(now: Pod, before: Pod): boolean {
  return same([now.spec, now.metadata.labels], [before.spec, before.metadata.labels]);
}
