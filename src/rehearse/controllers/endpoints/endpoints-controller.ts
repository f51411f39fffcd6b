import type { Pod } from "../../../model/kubernetes/pod.ts";
import { matchesMap } from "../../../model/kubernetes/selectors.ts";
import type { Service } from "../../../model/kubernetes/workload.ts";
import { isApiError } from "../../client.ts";
import { splitKey } from "../../object-store.ts";
import { resources } from "../../resources.ts";
import { startQueue } from "../../work-queue.ts";
import { same } from "../canonical.ts";
import { sparing } from "../retrying.ts";
import type { Controller, Setting } from "../setting.ts";
import type { Endpoints } from "../shapes.ts";
import { headlessLabel, isHeadless, isSelecting, triggerAnnotation } from "./addresses.ts";
import { onServiceChange } from "./changes.ts";
import { subsetsOf } from "./subsets.ts";
import { createTriggerTimes } from "./trigger-times.ts";

/** Keeps the Endpoints object of each Service that selects pods: the older form, which many tools still read. */
export const endpointsController: Controller = {
  id: "endpoints",
  start: (setting) => {
    const { copies } = setting;
    const times = createTriggerTimes();
    const queue = startQueue({
      ...setting,
      work: async (key) => {
        const { namespace, name } = splitKey(key);
        const service = copies.services.get(namespace, name);
        if (!service) {
          times.forget(key);
          if (copies.endpoints.get(namespace, name)) await remove(setting, key);
          return;
        }
        if (!isSelecting(service) || service.metadata.deletionTimestamp) return;
        const pods = copies.pods
          .list(namespace)
          .filter((pod) => matchesMap(service.spec.selector, pod.metadata.labels));
        const trigger = times.next(key, service, pods);
        await sparing(() => write(setting, service, { pods, trigger }));
      },
    });
    onServiceChange(copies, queue);
    copies.endpoints.onChange((now, before) => {
      if (!now && before) queue.add(`${before.metadata.namespace}/${before.metadata.name}`);
    });
    return queue;
  },
};

async function remove({ client }: Setting, key: string): Promise<void> {
  try {
    await client.delete(resources.endpoints, splitKey(key));
  } catch (error) {
    if (!isApiError(error, 404)) throw error;
  }
}

async function write(
  { client, copies }: Setting,
  service: Service,
  { pods, trigger }: { pods: readonly Pod[]; trigger: string | undefined },
): Promise<void> {
  const { namespace = "", name } = service.metadata;
  const before = copies.endpoints.get(namespace, name);
  const subsets = subsetsOf(service, pods);
  const { [headlessLabel]: _headless, ...own } = service.metadata.labels ?? {};
  const labels = {
    ...own,
    ...(isHeadless(service) ? { [headlessLabel]: "" } : {}),
    "endpoints.kubernetes.io/managed-by": "endpoint-controller",
  };
  if (before && same(before.subsets ?? [], subsets) && same(before.metadata.labels, labels)) return;
  const { [triggerAnnotation]: _trigger, ...kept } = before?.metadata.annotations ?? {};
  const annotations = trigger ? { ...kept, [triggerAnnotation]: trigger } : kept;
  if (before)
    await client.update<Endpoints>(resources.endpoints, {
      ...before,
      metadata: { ...before.metadata, labels, annotations },
      subsets,
    });
  else
    await client.create<Endpoints>(resources.endpoints, {
      metadata: { namespace, name, labels, annotations },
      subsets,
    });
}
