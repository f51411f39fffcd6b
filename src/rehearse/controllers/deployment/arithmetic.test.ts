import { expect, test } from "vitest";
import type { Deployment, ReplicaSet } from "../../../model/kubernetes/workload.ts";
import { newSize, proportions, scaled, shrinkOld, surgeOf, unavailableOf } from "./arithmetic.ts";

function deployment(replicas: number, maxSurge: number | string, maxUnavailable: number | string): Deployment {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      replicas,
      selector: {},
      template: { spec: { containers: [] } },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } },
    },
  };
}

function set(name: string, replicas: number, more: { available?: number; max?: number } = {}): ReplicaSet {
  const { available = replicas, max } = more;
  const annotations: Record<string, string> =
    max === undefined ? {} : { "deployment.kubernetes.io/max-replicas": String(max) };
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { name, annotations, creationTimestamp: `2026-01-01T00:00:0${name.length}Z` },
    spec: { replicas, selector: {}, template: { spec: { containers: [] } } },
    status: { availableReplicas: available },
  };
}

function sizes(steps: readonly { set: ReplicaSet; size: number }[]): string[] {
  return steps.map((step) => `${step.set.metadata.name} ${step.size}`);
}

test("percentages of surge round up, of unavailability down, and never both to nothing", () => {
  expect(scaled("25%", 3, "up")).toBe(1);
  expect(scaled("25%", 3, "down")).toBe(0);
  expect(surgeOf(deployment(10, "25%", "25%"))).toBe(3);
  expect(unavailableOf(deployment(10, "25%", "25%"))).toBe(2);
  expect(unavailableOf(deployment(2, 0, "1%"))).toBe(1);
  expect(unavailableOf(deployment(1, 0, 5))).toBe(1);
});

test("a new set grows as far as the surge lets it", () => {
  const wanted = deployment(10, 3, 2);
  expect(newSize(wanted, [set("old", 10)], 0)).toBe(3);
  expect(newSize(wanted, [set("old", 8), set("new", 3)], 3)).toBe(5);
  expect(newSize(wanted, [set("old", 13)], 0)).toBe(0);
  expect(newSize(deployment(4, "100%", 0), [], 0)).toBe(4);
});

test("new pods that never become available do not cost old ones", () => {
  const wanted = deployment(10, 3, 2);
  expect(shrinkOld(wanted, set("new", 5, { available: 0 }), [set("old", 8, { available: 7 })])).toEqual([]);
});

test("old pods that serve nobody go first, then as many as new ones replace", () => {
  const wanted = deployment(4, 1, 1);
  const steps = shrinkOld(wanted, set("new", 2), [set("old", 3, { available: 2 }), set("older", 0)]);
  expect(sizes(steps)).toEqual(["old 2", "old 1"]);
});

test("scaling in the middle of a rolling update is shared in proportion, the largest takes the rest", () => {
  const wanted = deployment(8, "25%", "25%");
  const steps = proportions(wanted, [set("old", 3, { max: 5 }), set("fresh", 2, { max: 5 })]);
  expect(sizes(steps)).toEqual(["old 6", "fresh 4"]);
  const equal = ["a", "bb", "ccc"].map((name) => set(name, 1, { max: 3 }));
  expect(sizes(proportions(deployment(4, 0, 1), equal))).toEqual(["ccc 2", "bb 1", "a 1"]);
  expect(sizes(proportions(deployment(0, 1, 1), [set("old", 3), set("fresh", 2)]))).toEqual(["old 0", "fresh 0"]);
});
