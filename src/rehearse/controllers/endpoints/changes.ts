import type { Pod } from "../../../model/kubernetes/pod.ts";
import { matchesMap } from "../../../model/kubernetes/selectors.ts";
import { keyOf } from "../../object-store.ts";
import type { WorkQueue } from "../../work-queue.ts";
import { same } from "../canonical.ts";
import type { Copies } from "../copies.ts";

/** Queues each Service that changed, and those whose pods did in a way that matters to endpoints. */
export function onServiceChange(copies: Copies, queue: WorkQueue): void {
  copies.services.onChange((now, before) => {
    const service = now ?? before;
    if (service) queue.add(keyOf(service));
  });
  copies.pods.onChange((now, before) => {
    if (now && before && same(relevant(now), relevant(before))) return;
    const { namespace = "" } = (now ?? before)?.metadata ?? {};
    for (const service of copies.services.list(namespace)) {
      const { selector } = service.spec;
      const selects = (pod: Pod | undefined): boolean => pod !== undefined && matchesMap(selector, pod.metadata.labels);
      if (selects(now) || selects(before)) queue.add(keyOf(service));
    }
  });
}

function relevant(pod: Pod): unknown {
  const { phase, podIPs, conditions } = pod.status ?? {};
  const ready = conditions?.find((condition) => condition.type === "Ready");
  const { labels, deletionTimestamp } = pod.metadata;
  return [phase, podIPs, ready?.status, labels, deletionTimestamp, pod.spec.nodeName];
}
