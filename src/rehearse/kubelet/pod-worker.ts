import type { Pod } from "../../model/kubernetes/pod.ts";
import { sleep, timestamp } from "../clock.ts";
import type { Cluster, ContainerHost, NodeRuntime } from "./container-host.ts";
import type { ContainerRecord } from "./container-record.ts";
import { runContainer } from "./container-run.ts";
import type { Self } from "./downward.ts";
import { readEntries } from "./entries.ts";
import { statusOf } from "./pod-status.ts";
import {
  graceOf,
  initialize,
  mainOf,
  mountVolumes,
  portOf,
  recordsOf,
  removePod,
  restartChanged,
  specOf,
  stopAll,
  volumeOf,
} from "./pod-steps.ts";
import { createStatusWriter } from "./status-writer.ts";

/** Gives life to one pod of a node. */
export interface PodWorker {
  readonly records: readonly ContainerRecord[];
  /** The pod as the API has it now; a deletion that begins ends its containers. */
  update(pod: Pod): void;
  /** Ends everything at once and writes nothing: the pod is gone from the API, or the cluster ends. */
  abandon(): void;
  /** To be called when faults have changed. */
  reconsider(): void;
}

/** A kubelet takes its time to admit a pod; whoever made the pod may say in that time that it ended long ago. */
const admissionTime = 50;

const hasEnded = ({ status }: Pod): boolean => ["Succeeded", "Failed"].includes(status?.phase ?? "");

/** Starts the worker of a pod that is bound to a node. One that had already ended is only ever deleted. */
export function startPodWorker(cluster: Cluster, node: NodeRuntime, first: Pod): PodWorker {
  const { client, clock } = cluster;
  let pod = first;
  let address: string | undefined;
  let leave = (): void => undefined;
  let over = false;
  let ended: { reason: string; message: string } | undefined;
  let terminating = false;
  const lifecycle = new AbortController();
  const everything = new AbortController();
  const records = recordsOf(first);
  const kept = new Map<string, string>();
  const startTime = first.status?.startTime ?? timestamp(clock.now());
  let isOver = hasEnded(first);

  const writer = createStatusWriter({
    client,
    clock,
    signal: everything.signal,
    pod: () => pod,
    status: (now, before) => {
      const view = { pod, records, hostIP: node.address, startTime, over, ...(ended ? { ended } : {}) };
      return statusOf({ ...view, ...(address === undefined ? {} : { podIP: address }) }, now, before);
    },
  });
  const namespace = first.metadata.namespace ?? "";
  const host: ContainerHost = {
    cluster,
    node,
    pod: () => pod,
    spec: (name) => specOf(pod, name) ?? specOf(first, name) ?? { name },
    self: (): Self => ({ pod, podIP: address ?? "", hostIP: node.address, allocatable: node.allocatable }),
    read: readEntries(client, namespace),
    volume: (container) => volumeOf(cluster, pod, container, kept),
    report: () => writer.dirty(),
    event: (container, type, reason, message) => {
      const field = records.some(({ name, role }) => name === container && role !== "main")
        ? "initContainers"
        : "containers";
      node.recorder[type]({ object: pod, fieldPath: `spec.${field}{${container}}` }, reason, message);
    },
  };

  const makeSandbox = (): void => {
    address = pod.spec.hostNetwork ? node.address : node.addresses.take(`${namespace}/${pod.metadata.name}`);
    if (address === undefined) return;
    const taken = address;
    const forget = cluster.network.join(taken, { port: (port) => portOf(records, port) });
    leave = (): void => {
      forget();
      if (!pod.spec.hostNetwork) node.addresses.release(taken);
      leave = (): void => undefined;
    };
    writer.dirty();
  };
  const life = async (): Promise<void> => {
    await sleep(clock, admissionTime, lifecycle.signal);
    if (lifecycle.signal.aborted) return;
    writer.dirty();
    await mountVolumes(host, lifecycle.signal);
    if (lifecycle.signal.aborted) return;
    makeSandbox();
    const sidecars = await initialize(host, records, lifecycle.signal);
    if (!sidecars || lifecycle.signal.aborted) {
      if (!lifecycle.signal.aborted) await finish([]);
      return;
    }
    await Promise.all(mainOf(records).map((record) => runContainer(host, record, lifecycle.signal)));
    if (!lifecycle.signal.aborted) await finish(sidecars);
  };
  /** All main containers ended for good: so do the sidecars, and the pod. */
  const finish = async (sidecars: readonly Promise<void>[]): Promise<void> => {
    lifecycle.abort();
    for (const { application } of records) application?.stop(graceOf(pod));
    await Promise.all(sidecars);
    over = true;
    leave();
    writer.dirty();
  };
  const terminate = async (): Promise<void> => {
    if (terminating) return;
    terminating = true;
    lifecycle.abort();
    await stopAll(host, records, graceOf(pod));
    if (everything.signal.aborted) return;
    over = true;
    if (!isOver) writer.dirty();
    await writer.flushed();
    leave();
    await removePod(cluster, first, everything.signal);
  };
  const deadline = (): void => {
    const { activeDeadlineSeconds } = pod.spec;
    if (typeof activeDeadlineSeconds !== "number") return;
    const cancel = clock.after(activeDeadlineSeconds * 1000, () => {
      if (over || terminating) return;
      const message = "Pod was active on the node longer than the specified deadline";
      node.recorder.normal(pod, "DeadlineExceeded", message);
      ended = { reason: "DeadlineExceeded", message };
      void finish([]);
    });
    everything.signal.addEventListener("abort", cancel, { once: true });
  };

  if (!isOver) {
    deadline();
    void life();
  }
  if (first.metadata.deletionTimestamp) void terminate();
  return {
    records,
    update: (now) => {
      const before = pod;
      pod = now;
      if (hasEnded(now) && !hasEnded(before) && !writer.hasWritten(now.status?.phase)) {
        isOver = true;
        lifecycle.abort();
      }
      if (now.metadata.deletionTimestamp) void terminate();
      else if (!isOver && !over) {
        restartChanged(host, records, before);
        writer.dirty();
      }
    },
    abandon: () => {
      everything.abort();
      lifecycle.abort();
      for (const { application } of records) application?.stop(0);
      leave();
    },
    reconsider: () => {
      for (const { application } of records) application?.reconsider();
    },
  };
}
