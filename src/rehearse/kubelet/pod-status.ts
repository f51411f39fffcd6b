import type { Condition } from "../../model/kubernetes/object.ts";
import type { ContainerStatus, Pod, PodStatus } from "../../model/kubernetes/pod.ts";
import { timestamp } from "../clock.ts";
import type { ContainerRecord } from "./container-record.ts";
import { conditionsOf } from "./pod-conditions.ts";
import { phaseOf } from "./pod-phase.ts";
import { qosClassOf } from "./qos.ts";

/** What the status of a pod follows from. */
export interface PodView {
  readonly pod: Pod;
  readonly records: readonly ContainerRecord[];
  readonly hostIP: string;
  readonly podIP?: string;
  readonly startTime: string;
  /** None of the containers will be started again. */
  readonly over: boolean;
  /** Why the node ended the pod, as `DeadlineExceeded`. */
  readonly ended?: { readonly reason: string; readonly message: string };
}

function containerStatus(record: ContainerRecord): ContainerStatus {
  const { name, ready, started, restartCount, image, imageID, containerID, state, lastState = {} } = record;
  return {
    name,
    state,
    lastState,
    ready,
    restartCount,
    image,
    imageID,
    ...(containerID ? { containerID } : {}),
    started,
  };
}

function dated(
  bare: ReturnType<typeof conditionsOf>[number],
  view: PodView,
  now: number,
  before: readonly Condition[],
): Condition {
  const old = before.find(({ type }) => type === bare.type);
  const lastTransitionTime = old?.status === bare.status ? (old.lastTransitionTime ?? timestamp(now)) : timestamp(now);
  const { generation } = view.pod.metadata;
  const observed = generation === undefined ? {} : { observedGeneration: generation };
  return { ...bare, ...{ lastProbeTime: null }, lastTransitionTime, ...observed };
}

/** The status of a pod as its node writes it; conditions that did not change keep their time of `before`. */
export function statusOf(view: PodView, now: number, before: readonly Condition[]): PodStatus {
  const { pod, records, hostIP, podIP, startTime, over, ended } = view;
  const phase = ended ? "Failed" : phaseOf({ spec: pod.spec, records, over });
  const init = records.filter(({ role }) => role !== "main");
  const { generation } = pod.metadata;
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase,
    ...(ended ?? {}),
    conditions: conditionsOf({ pod, records, phase, sandbox: podIP !== undefined && !over }).map((bare) =>
      dated(bare, view, now, before),
    ),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(podIP === undefined ? {} : { podIP, podIPs: [{ ip: podIP }] }),
    startTime,
    ...(init.length > 0 ? { initContainerStatuses: init.map(containerStatus) } : {}),
    containerStatuses: records.filter(({ role }) => role === "main").map(containerStatus),
    qosClass: qosClassOf(pod.spec),
  };
}
