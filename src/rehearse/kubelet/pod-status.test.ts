import { describe, expect, test } from "vitest";
import type { Container, ContainerState, Pod, PodSpec } from "../../model/kubernetes/pod.ts";
import { type ContainerRecord, newRecord } from "./container-record.ts";
import { phaseOf } from "./pod-phase.ts";
import { statusOf } from "./pod-status.ts";
import { qosClassOf } from "./qos.ts";

const waiting: ContainerState = { waiting: { reason: "ContainerCreating" } };
const running: ContainerState = { running: {} };
const ended = (exitCode: number): ContainerState => ({ terminated: { exitCode } });

function record(role: ContainerRecord["role"], more: Partial<ContainerRecord>): ContainerRecord {
  return { ...newRecord({ name: role }, role, "ContainerCreating"), ...more };
}

function phase(
  restartPolicy: NonNullable<PodSpec["restartPolicy"]>,
  records: readonly ContainerRecord[],
  over = false,
): string {
  return phaseOf({ spec: { containers: [], restartPolicy }, records, over });
}

describe("the phase of a pod", () => {
  test("is Pending until every container was started once", () => {
    expect(phase("Always", [record("main", { state: waiting }), record("main", { state: running })])).toBe("Pending");
    expect(phase("Always", [record("init", { state: running }), record("main", { state: waiting })])).toBe("Pending");
    expect(phase("Always", [record("init", { state: ended(0) }), record("main", { state: running })])).toBe("Running");
  });

  test("stays Running while containers crash and are started again", () => {
    const crashed = record("main", { state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: ended(1) });
    expect(phase("Always", [crashed])).toBe("Running");
    expect(phase("Always", [record("main", { state: ended(0) })])).toBe("Running");
    expect(phase("OnFailure", [record("main", { state: ended(1) })])).toBe("Running");
  });

  test("ends as the restart policy lets it", () => {
    expect(phase("OnFailure", [record("main", { state: ended(0) })])).toBe("Succeeded");
    expect(phase("Never", [record("main", { state: ended(0) }), record("main", { state: ended(1) })])).toBe("Failed");
    expect(phase("Never", [record("init", { state: ended(1) }), record("main", { state: waiting })])).toBe("Failed");
    expect(phase("Always", [record("main", { state: ended(143) })], true)).toBe("Failed");
  });

  test("does not go back when a sidecar is started again", () => {
    const sidecar = record("sidecar", { state: running, started: false });
    expect(phase("Always", [sidecar, record("main", { state: running })])).toBe("Running");
  });
});

describe("the status of a pod", () => {
  const pod: Pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", generation: 2 },
    spec: { containers: [], restartPolicy: "Always" },
  };
  const startTime = "2026-01-01T00:00:00Z";
  const view = (records: readonly ContainerRecord[]) => ({
    pod,
    records,
    hostIP: "172.18.0.2",
    startTime,
    over: false,
    podIP: "10.244.1.5",
  });

  test("says of its conditions why they do not hold", () => {
    const { conditions } = statusOf(
      view([record("init", { state: running }), record("main", { state: waiting })]),
      0,
      [],
    );
    expect(conditions?.map(({ type, status, reason, message }) => [type, status, reason, message])).toEqual([
      ["PodReadyToStartContainers", "True", undefined, undefined],
      ["Initialized", "False", "ContainersNotInitialized", "containers with incomplete status: [init]"],
      ["Ready", "False", "ContainersNotReady", "containers with unready status: [main]"],
      ["ContainersReady", "False", "ContainersNotReady", "containers with unready status: [main]"],
      ["PodScheduled", "True", undefined, undefined],
    ]);
  });

  test("keeps the time of a condition that has not changed", () => {
    const first = statusOf(view([record("main", { state: waiting })]), 0, []).conditions ?? [];
    const later = statusOf(view([record("main", { state: running, ready: true })]), 60_000, first).conditions ?? [];
    const times = Object.fromEntries(later.map(({ type, lastTransitionTime }) => [type, lastTransitionTime]));
    expect(times).toMatchObject({ PodScheduled: "1970-01-01T00:00:00Z", Ready: "1970-01-01T00:01:00Z" });
  });

  test("is Failed with the reason when its node ended it", () => {
    const ended = { reason: "DeadlineExceeded", message: "too long" };
    expect(statusOf({ ...view([record("main", { state: running })]), ended }, 0, [])).toMatchObject({
      phase: "Failed",
      ...ended,
    });
  });
});

test("the quality of service follows from requests and limits", () => {
  const spec = (...containers: Container["resources"][]): PodSpec => ({
    containers: containers.map((resources) => ({ name: "c", ...(resources ? { resources } : {}) })),
  });
  const full = { cpu: "1", memory: "1Gi" };
  expect(qosClassOf(spec(undefined))).toBe("BestEffort");
  expect(qosClassOf(spec({ requests: { cpu: "1" } }))).toBe("Burstable");
  expect(qosClassOf(spec({ requests: { cpu: "1000m", memory: "1024Mi" }, limits: full }))).toBe("Guaranteed");
  expect(qosClassOf(spec({ requests: full, limits: full }, undefined))).toBe("Burstable");
});
