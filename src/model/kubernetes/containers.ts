import type { Container, ContainerState, ContainerStatus, Pod } from "./pod.ts";

/** Containers of a pod with what they are told to be and what they are. */

/** A container as declared and as reported. */
export interface ContainerInPod {
  readonly name: string;
  readonly init: boolean;
  readonly container: Container;
  readonly status?: ContainerStatus;
}

/** The containers of a pod, init containers first. */
export function containersIn(pod: Pod): readonly ContainerInPod[] {
  const list = (
    containers: readonly Container[] | undefined,
    statuses: readonly ContainerStatus[] | undefined,
    init: boolean,
  ): ContainerInPod[] =>
    (containers ?? []).map((container) => {
      const status = statuses?.find(({ name }) => name === container.name);
      return { name: container.name, init, container, ...(status ? { status } : {}) };
    });
  return [
    ...list(pod.spec?.initContainers, pod.status?.initContainerStatuses, true),
    ...list(pod.spec?.containers, pod.status?.containerStatuses, false),
  ];
}

/** Why a container waits (`ErrImagePull`); undefined when it does not. */
export function waitingOf({ status }: ContainerInPod): NonNullable<ContainerState["waiting"]> | undefined {
  return status?.state?.waiting;
}

/** How a container last ended: now, or before the restart that it is in or waits for. */
export function endOf({ status }: ContainerInPod): NonNullable<ContainerState["terminated"]> | undefined {
  return status?.state?.terminated ?? status?.lastState?.terminated;
}

/** Whether a container has ended badly and is not running now, or keeps coming back and is not ready. */
export function isCrashing(one: ContainerInPod): boolean {
  const { status } = one;
  const end = endOf(one);
  if (!status || !end || (end.exitCode === 0 && !isWaitingFor(one, "CrashLoopBackOff"))) return false;
  if (status.state?.running) return status.restartCount >= 1 && !status.ready;
  return true;
}

/** Whether a container waits for one of these reasons. */
export function isWaitingFor(one: ContainerInPod, ...reasons: readonly string[]): boolean {
  const reason = waitingOf(one)?.reason;
  return reason !== undefined && reasons.includes(reason);
}

/** Whether a container runs and does not answer its readiness or start-up probe. */
export function isRunningUnready({ status, container }: ContainerInPod): boolean {
  const probed = container.readinessProbe !== undefined || container.startupProbe !== undefined;
  return probed && status?.state?.running !== undefined && !status.ready;
}

/** Reasons for which the kubelet cannot get an image now. */
export const pullReasons = ["ErrImagePull", "ImagePullBackOff"] as const;

const goneBySomeoneElse = new Set(["Evicted", "Preempting", "NodeLost", "NodeShutdown", "Terminated", "Shutdown"]);

/** Whether a pod is over for a reason that is its node's, not its own: such a pod says nothing of the roll-out. */
export function isLostWithNode(pod: Pod): boolean {
  const { phase, reason } = pod.status ?? {};
  if (phase === "Unknown" || (reason !== undefined && goneBySomeoneElse.has(reason))) return true;
  return containersIn(pod).some(({ status }) => status?.state?.terminated?.reason === "ContainerStatusUnknown");
}

/** Whether a pod counts: not being deleted, not over for its node's sake. */
export function isCurrent(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isLostWithNode(pod);
}

/** Whether the condition `Ready` is true. */
export function isReadyPod(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}
