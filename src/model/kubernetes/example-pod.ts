import type { Container, ContainerStatus, PodSpec, PodStatus } from "./pod.ts";

/** The pod that most examples of rules are about: `api` of the namespace `shop`, with one container of that name. */
export function examplePod(parts: {
  readonly container?: Partial<Container>;
  readonly status?: Partial<ContainerStatus>;
  readonly spec?: Partial<PodSpec>;
  readonly pod?: Partial<PodStatus>;
}): object {
  const image = "registry.example/shop/api:2";
  const status = { name: "api", ready: false, restartCount: 0, image, imageID: "", ...parts.status };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "api", namespace: "shop", uid: "p", labels: { app: "api" } },
    spec: { nodeName: "node-1", containers: [{ name: "api", image, ...parts.container }], ...parts.spec },
    status: { phase: "Pending", containerStatuses: [status], ...parts.pod },
  };
}

/** A container that waits for a reason. */
export function waitingFor(reason: string, message: string): Partial<ContainerStatus> {
  return { state: { waiting: { reason, message } } };
}

/** A container that has crashed and waits for its next start. */
export function crashLoop(exitCode = 1, reason = "Error"): Partial<ContainerStatus> {
  const message = "back-off 10s restarting failed container=api pod=api_shop(p)";
  return {
    restartCount: 1,
    state: { waiting: { reason: "CrashLoopBackOff", message } },
    lastState: { terminated: { exitCode, reason } },
  };
}

/** A container that has run for a minute, and is ready or not. */
export function running(ready: boolean): Partial<ContainerStatus> {
  return { ready, started: true, state: { running: { startedAt: "2025-12-31T23:59:00Z" } } };
}

/** A warning of the kubelet about the pod. */
export function exampleEvent(reason: string, message: string): object {
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `api.${reason.toLowerCase()}`, namespace: "shop" },
    involvedObject: {
      apiVersion: "v1",
      kind: "Pod",
      namespace: "shop",
      name: "api",
      uid: "p",
      fieldPath: "spec.containers{api}",
    },
    type: "Warning",
    reason,
    message,
  };
}
