import { expect, test } from "vitest";
import type { Condition } from "../../../model/kubernetes/object.ts";
import type { Deployment, ReplicaSet } from "../../../model/kubernetes/workload.ts";
import { type DeploymentStatus, rolloutStatus } from "./status.ts";

const start = Date.parse("2026-01-01T00:00:00Z");

function deployment(status: Deployment["status"] = {}): Deployment {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", generation: 1 },
    spec: { replicas: 2, progressDeadlineSeconds: 60, selector: {}, template: { spec: { containers: [] } } },
    status,
  };
}

function set(status: ReplicaSet["status"]): ReplicaSet {
  const spec = { replicas: 2, selector: {}, template: { spec: { containers: [] } } };
  return { apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { name: "web-5c" }, spec, status };
}

function told(status: DeploymentStatus): string[] {
  return status.conditions.map(({ type, status: state, reason, message }) => `${type}=${state} ${reason}: ${message}`);
}

const progressing: Condition = {
  type: "Progressing",
  status: "True",
  reason: "ReplicaSetUpdated",
  lastUpdateTime: "2026-01-01T00:00:00Z",
  lastTransitionTime: "2026-01-01T00:00:00Z",
};

test("without progress the deadline counts from the last one", () => {
  const before = deployment({ replicas: 2, updatedReplicas: 2, conditions: [progressing] });
  const sets = { fresh: set({ replicas: 2 }), old: [] };
  const early = rolloutStatus(before, sets, start + 60_000);
  expect(told(early)[0]).toContain("ReplicaSetUpdated");
  expect(told(rolloutStatus(before, sets, start + 61_000))).toContain(
    'Progressing=False ProgressDeadlineExceeded: ReplicaSet "web-5c" has timed out progressing.',
  );
});

test("a pod that became ready is progress, and moves only the instant of the update", () => {
  const before = deployment({ replicas: 2, updatedReplicas: 2, conditions: [progressing] });
  const sets = { fresh: set({ replicas: 2, readyReplicas: 1, availableReplicas: 1 }), old: [] };
  const condition = rolloutStatus(before, sets, start + 50_000).conditions.at(-1);
  expect(condition).toMatchObject({
    reason: "ReplicaSetUpdated",
    lastUpdateTime: "2026-01-01T00:00:50Z",
    lastTransitionTime: "2026-01-01T00:00:00Z",
  });
});

test("all available and no old pod left is complete; a refusal of pods is passed on and taken back", () => {
  const failure: Condition = { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: "no quota" };
  const refused = rolloutStatus(deployment(), { fresh: set({ conditions: [failure] }), old: [] }, start);
  expect(told(refused)).toContain("ReplicaFailure=True FailedCreate: no quota");
  const well = { fresh: set({ replicas: 2, readyReplicas: 2, availableReplicas: 2 }), old: [] };
  expect(told(rolloutStatus(deployment(refused), well, start))).toEqual([
    "Available=True MinimumReplicasAvailable: Deployment has minimum availability.",
    'Progressing=True NewReplicaSetAvailable: ReplicaSet "web-5c" has successfully progressed.',
  ]);
});
