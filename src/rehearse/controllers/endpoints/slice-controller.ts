import { matchesMap } from "../../../model/kubernetes/selectors.ts";
import type { EndpointSlice, Service } from "../../../model/kubernetes/workload.ts";
import { isApiError } from "../../client.ts";
import { keyOf, splitKey } from "../../object-store.ts";
import { resources } from "../../resources.ts";
import { startQueue } from "../../work-queue.ts";
import { sparing } from "../retrying.ts";
import type { Controller, Setting } from "../setting.ts";
import { isSelecting, triggerAnnotation } from "./addresses.ts";
import { onServiceChange } from "./changes.ts";
import { planSlices } from "./slices.ts";
import { createTriggerTimes } from "./trigger-times.ts";

/** What was written and has not come back through the watch yet, by name of the slice: its generation (0: deleted). */
type Written = Map<string, { readonly generation: number; readonly at: number }>;

/** After this long a write is no longer waited for, in milliseconds. */
const patience = 10_000;

/** Keeps the EndpointSlices of Services that select pods. */
export const endpointSliceController: Controller = {
  id: "endpointslice",
  start: (setting) => {
    const { copies } = setting;
    const times = createTriggerTimes();
    const written = new Map<string, Written>();
    const queue = startQueue({
      ...setting,
      work: async (key) => {
        const { namespace, name } = splitKey(key);
        const service = copies.services.get(namespace, name);
        if (!service) {
          times.forget(key);
          written.delete(key);
          return;
        }
        if (!isSelecting(service) || service.metadata.deletionTimestamp) return;
        const outstanding = written.get(key) ?? new Map();
        written.set(key, outstanding);
        if (isBehind(setting, service, outstanding)) throw new Error(`${key}: slices are still to be seen`);
        const pods = copies.pods
          .list(namespace)
          .filter((pod) => matchesMap(service.spec.selector, pod.metadata.labels));
        const trigger = times.next(key, service, pods);
        const node = (home: string): ReturnType<typeof copies.nodes.get> => copies.nodes.get(undefined, home);
        const slices = copies.endpointSlices
          .by("service", key)
          .filter((slice) => slice.metadata.labels?.["endpointslice.kubernetes.io/managed-by"] === managed);
        await sparing(() => carryOut(setting, planSlices(service, { pods, node }, slices), { trigger, outstanding }));
      },
    });
    onServiceChange(copies, queue);
    copies.endpointSlices.onChange((now, before) => {
      const { namespace, labels } = (now ?? before)?.metadata ?? {};
      const name = labels?.["kubernetes.io/service-name"];
      if (name) queue.add(`${namespace}/${name}`);
    });
    copies.nodes.onChange((now, before) => {
      if (now && before) return;
      for (const service of copies.services.list()) queue.add(keyOf(service));
    });
    return queue;
  },
};

const managed = "endpointslice-controller.k8s.io";

function isBehind({ copies, clock }: Setting, service: Service, outstanding: Written): boolean {
  for (const [name, { generation, at }] of outstanding) {
    const seen = copies.endpointSlices.get(service.metadata.namespace, name);
    const caughtUp = generation === 0 ? !seen : (seen?.metadata.generation ?? 0) >= generation;
    if (caughtUp || clock.now() - at > patience) outstanding.delete(name);
  }
  return outstanding.size > 0;
}

async function carryOut(
  { client, clock }: Setting,
  plan: ReturnType<typeof planSlices>,
  { trigger, outstanding }: { trigger: string | undefined; outstanding: Written },
): Promise<void> {
  const stamp = (annotations: Record<string, string> | undefined): { annotations: Record<string, string> } => {
    const { [triggerAnnotation]: _before, ...rest } = annotations ?? {};
    return { annotations: trigger ? { ...rest, [triggerAnnotation]: trigger } : rest };
  };
  const note = (slice: EndpointSlice): void => {
    outstanding.set(slice.metadata.name, { generation: slice.metadata.generation ?? 1, at: clock.now() });
  };
  for (const draft of plan.create) {
    const metadata = { ...draft.metadata, ...stamp(draft.metadata.annotations) };
    note(await client.create<EndpointSlice>(resources.endpointSlices, { ...draft, metadata }));
  }
  for (const slice of plan.update) {
    const metadata = { ...slice.metadata, ...stamp(slice.metadata.annotations) };
    note(await client.update<EndpointSlice>(resources.endpointSlices, { ...slice, metadata }));
  }
  for (const slice of plan.remove) {
    try {
      await client.delete(resources.endpointSlices, slice.metadata);
      outstanding.set(slice.metadata.name, { generation: 0, at: clock.now() });
    } catch (error) {
      if (!isApiError(error, 404)) throw error;
    }
  }
}
