import type { Pod } from "../../../model/kubernetes/pod.ts";
import type { Node } from "../../../model/kubernetes/workload.ts";
import { isApiError } from "../../client.ts";
import { timestamp } from "../../clock.ts";
import { keyOf, splitKey } from "../../object-store.ts";
import { resources } from "../../resources.ts";
import { startQueue } from "../../work-queue.ts";
import { tolerates } from "../scheduler/taints.ts";
import type { Controller, Setting } from "../setting.ts";

/**
 * When a pod must leave its node, in milliseconds since 1970: at once where a taint is not tolerated, else when the
 * shortest toleration of one that drives pods off is over; undefined where it may stay.
 */
export function evictedAt(pod: Pod, node: Node, now: number): number | undefined {
  let earliest: number | undefined;
  for (const taint of (node.spec.taints ?? []).filter(({ effect }) => effect === "NoExecute")) {
    const since = taint.timeAdded ? Date.parse(taint.timeAdded) : now;
    const matching = (pod.spec.tolerations ?? []).filter((toleration) => tolerates(toleration, taint));
    const limits = matching.flatMap(({ tolerationSeconds: seconds }) => (seconds === undefined ? [] : [seconds]));
    const at = matching.length === 0 ? now : since + Math.max(0, Math.min(...limits)) * 1000;
    if (Number.isFinite(at) && (earliest === undefined || at < earliest)) earliest = at;
  }
  return earliest;
}

/** Deletes pods from nodes that drive them off. Source: pkg/controller/tainteviction of Kubernetes 1.34. */
export const taintEvictionController: Controller = {
  id: "taint-eviction",
  start: (setting) => {
    const { copies, clock } = setting;
    const events = setting.recorder("taint-eviction-controller");
    const queue = startQueue({
      ...setting,
      work: async (key) => {
        const { namespace, name } = splitKey(key);
        const pod = copies.pods.get(namespace, name);
        const node = pod?.spec.nodeName ? copies.nodes.get(undefined, pod.spec.nodeName) : undefined;
        if (!pod || !node || pod.metadata.deletionTimestamp) return;
        const at = evictedAt(pod, node, clock.now());
        if (at === undefined) return;
        if (at > clock.now()) return queue.addAfter(key, at - clock.now());
        events.normal(pod, "TaintManagerEviction", `Marking for deletion Pod ${key}`);
        await evict(setting, pod);
      },
    });
    copies.pods.onChange((now, before) => {
      if (now?.spec.nodeName && !before?.spec.nodeName) queue.add(keyOf(now));
    });
    copies.nodes.onChange((now, before) => {
      if (!now || JSON.stringify(now.spec.taints) === JSON.stringify(before?.spec.taints)) return;
      for (const pod of copies.pods.by("node", now.metadata.name)) queue.add(keyOf(pod));
    });
    return queue;
  },
};

async function evict({ client, clock }: Setting, pod: Pod): Promise<void> {
  const { namespace, name } = pod.metadata;
  const condition = {
    type: "DisruptionTarget",
    status: "True",
    reason: "DeletionByTaintManager",
    message: "Taint manager: deleting due to NoExecute taint",
    lastTransitionTime: timestamp(clock.now()),
  };
  try {
    await client.patch(
      resources.pods,
      { namespace, name, subresource: "status" },
      { form: "strategic", body: { status: { conditions: [condition] } } },
    );
    await client.delete(resources.pods, { namespace, name });
  } catch (error) {
    if (!isApiError(error, 404)) throw error;
  }
}
