import { controllerOf } from "../../../model/kubernetes/object.ts";
import { matchesSelector } from "../../../model/kubernetes/selectors.ts";
import type { ReplicaSet } from "../../../model/kubernetes/workload.ts";
import { keyOf, splitKey } from "../../object-store.ts";
import { startQueue } from "../../work-queue.ts";
import { sparing } from "../retrying.ts";
import type { Controller } from "../setting.ts";
import { reconcileDeployment } from "./reconcile.ts";

/** Deployments: makes ReplicaSets of their templates and moves pods from one to the next. */
export const deploymentController: Controller = {
  id: "deployment",
  start: (setting) => {
    const { copies } = setting;
    const events = setting.recorder("deployment-controller");
    const queue = startQueue({
      ...setting,
      work: async (key) => {
        const { namespace, name } = splitKey(key);
        const deployment = copies.deployments.get(namespace, name);
        if (!deployment) return;
        const again = (milliseconds: number): void => queue.addAfter(key, milliseconds);
        await sparing(() => reconcileDeployment({ setting, events, deployment, again }));
      },
    });
    const addOwner = (set: ReplicaSet): void => {
      const owner = controllerOf(set);
      const { namespace, labels } = set.metadata;
      if (owner?.kind === "Deployment") queue.add(`${namespace}/${owner.name}`);
      if (owner) return;
      for (const deployment of copies.deployments.list(namespace ?? ""))
        if (matchesSelector(deployment.spec.selector, labels)) queue.add(keyOf(deployment));
    };
    copies.deployments.onChange((now) => now && queue.add(keyOf(now)));
    copies.replicaSets.onChange((now, before) => {
      if (before && controllerOf(before)?.uid !== (now && controllerOf(now)?.uid)) addOwner(before);
      if (now) addOwner(now);
    });
    copies.pods.onChange((now, before) => {
      // Only Recreate waits for pods: for the last one of an old template to be gone.
      const owner = now ? undefined : before && controllerOf(before);
      const set = owner && copies.replicaSets.get(before?.metadata.namespace, owner.name);
      if (set) addOwner(set);
    });
    return queue;
  },
};
