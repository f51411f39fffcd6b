import type { Pod } from "../../model/kubernetes/pod.ts";
import type { Cluster, NodeRuntime } from "./container-host.ts";
import { type ActiveFault, meansImage } from "./fault-state.ts";
import type { FindContainers } from "./node-api.ts";
import { type PodWorker, startPodWorker } from "./pod-worker.ts";

/** The pods of all nodes. */
export interface Pods {
  /** Told of every change of a pod; those of unknown nodes are ignored. */
  change(now: Pod | undefined, before: Pod | undefined): void;
  readonly containers: FindContainers;
  /** Faults have changed; `fault` is the one that is on now, if it is. */
  reconsider(fault: ActiveFault | undefined): void;
  stop(): void;
}

/** Keeps a worker for each pod that is bound to one of the nodes. */
export function createPods(cluster: Cluster, nodes: readonly NodeRuntime[]): Pods {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const workers = new Map<string, PodWorker>();
  const names = new Map<string, string>();
  let stopped = false;

  const take = (pod: Pod): void => {
    const node = byName.get(pod.spec.nodeName ?? "");
    const { uid = "", namespace, name } = pod.metadata;
    if (!node || stopped) return;
    const worker = workers.get(uid);
    if (worker) {
      worker.update(pod);
      return;
    }
    workers.set(uid, startPodWorker(cluster, node, pod));
    names.set(`${namespace}/${name}`, uid);
  };
  const drop = ({ metadata: { uid = "", namespace, name } }: Pod): void => {
    workers.get(uid)?.abandon();
    workers.delete(uid);
    if (names.get(`${namespace}/${name}`) === uid) names.delete(`${namespace}/${name}`);
  };
  return {
    change: (now, before) => {
      if (now) take(now);
      else if (before) drop(before);
    },
    containers: (namespace, pod) => workers.get(names.get(`${namespace}/${pod}`) ?? "")?.records,
    reconsider: (fault) => {
      // An image that is on a node is not asked for again, so a fault of images also empties the nodes of them.
      if (fault?.effect.kind === "image") {
        for (const { images } of nodes) images.forget((image) => meansImage(fault.target, image));
      }
      for (const worker of workers.values()) worker.reconsider();
    },
    stop: () => {
      stopped = true;
      for (const worker of workers.values()) worker.abandon();
      workers.clear();
    },
  };
}
