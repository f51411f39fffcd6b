import { conditionOf } from "../../../model/kubernetes/object.ts";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import type { Service } from "../../../model/kubernetes/workload.ts";

/** Remembers when the pods of Services last changed, to tell how long the news took. */
export interface TriggerTimes {
  /** The instant of the earliest change since the last call; undefined where nothing that has an instant changed. */
  next(key: string, service: Service, pods: readonly Pod[]): string | undefined;
  forget(key: string): void;
}

/** Starts without memory. Source: k8s.io/endpointslice/util/trigger_time_tracker.go. */
export function createTriggerTimes(): TriggerTimes {
  const known = new Map<string, Map<string, string>>();
  return {
    next: (key, service, pods) => {
      const before = known.get(key);
      const times = new Map<string, string>();
      for (const pod of pods) {
        const time = conditionOf(pod.status?.conditions, "Ready")?.lastTransitionTime;
        if (time) times.set(pod.metadata.name, time);
      }
      known.set(key, times);
      const changed = [...times].filter(([name, time]) => time > (before?.get(name) ?? "")).map(([, time]) => time);
      const created = before ? undefined : service.metadata.creationTimestamp;
      return [...changed, ...(created ? [created] : [])].sort()[0];
    },
    forget: (key) => {
      known.delete(key);
    },
  };
}
