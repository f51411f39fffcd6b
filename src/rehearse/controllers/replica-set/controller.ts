import { controllerOf } from "../../../model/kubernetes/object.ts";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import { matchesSelector } from "../../../model/kubernetes/selectors.ts";
import type { ReplicaSet } from "../../../model/kubernetes/workload.ts";
import { keyOf, splitKey } from "../../object-store.ts";
import { startQueue } from "../../work-queue.ts";
import { sparing } from "../retrying.ts";
import type { Controller, Setting } from "../setting.ts";
import { createExpectations, type Expectations } from "./expectations.ts";
import { reconcileReplicaSet } from "./reconcile.ts";

/** ReplicaSets: keeps as many pods of a template as are declared. */
export const replicaSetController: Controller = {
  id: "replicaset",
  start: (setting) => {
    const { copies } = setting;
    const events = setting.recorder("replicaset-controller");
    const expectations = createExpectations(setting.clock);
    const queue = startQueue({
      ...setting,
      work: async (key) => {
        const { namespace, name } = splitKey(key);
        const set = copies.replicaSets.get(namespace, name);
        if (!set) return;
        const again = (milliseconds: number): void => queue.addAfter(key, milliseconds);
        await sparing(() => reconcileReplicaSet({ setting, events, expectations, key, set, again }));
      },
    });
    copies.replicaSets.onChange((now, before) => {
      if (!now && before) expectations.forget(keyOf(before));
      const key = now ?? before;
      if (key) queue.add(keyOf(key));
    });
    copies.pods.onChange((now, before) => {
      observe(setting, expectations, { now, before });
      for (const pod of [now, before]) for (const set of setsOf(setting, pod)) queue.add(keyOf(set));
    });
    return queue;
  },
};

/** The ReplicaSet that runs a pod, or all that could adopt an orphan. */
function setsOf({ copies }: Setting, pod: Pod | undefined): ReplicaSet[] {
  if (!pod) return [];
  const { namespace = "", labels } = pod.metadata;
  const owner = controllerOf(pod);
  if (!owner) return copies.replicaSets.list(namespace).filter((set) => matchesSelector(set.spec.selector, labels));
  const set = copies.replicaSets.get(namespace, owner.name);
  return set && set.metadata.uid === owner.uid ? [set] : [];
}

function observe(
  setting: Setting,
  expectations: Expectations,
  { now, before }: { now: Pod | undefined; before: Pod | undefined },
): void {
  const pod = now ?? before;
  const set = pod && controllerOf(pod) ? setsOf(setting, pod)[0] : undefined;
  if (!pod || !set) return;
  const key = keyOf(set);
  if (!now || now.metadata.deletionTimestamp) expectations.deleted(key, pod.metadata.uid ?? "");
  if (now && !before) expectations.created(key);
}
