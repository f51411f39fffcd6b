import { expect, test } from "vitest";
import { namespaceConditions } from "./conditions.ts";

test("what is left is named with its resource and its finalizer, and the rest is said to be well", () => {
  const left = {
    objects: new Map([
      ["pods.", 2],
      ["deployments.apps", 1],
    ]),
    finalizers: new Map([["example.io/keep", 3]]),
    failures: [],
  };
  const first = namespaceConditions([], left, "2026-01-01T00:00:00Z");
  expect(first.filter((condition) => condition.status === "True").map((condition) => condition.message)).toEqual([
    "Some resources are remaining: deployments.apps has 1 resource instances, pods. has 2 resource instances",
    "Some content in the namespace has finalizers remaining: example.io/keep in 3 resource instances",
  ]);
  const nothing = { objects: new Map(), finalizers: new Map(), failures: [] };
  const later = namespaceConditions(first, nothing, "2026-01-01T00:00:09Z");
  expect(later.every((condition) => condition.status === "False")).toBe(true);
  expect(later.map((condition) => condition.lastTransitionTime?.at(-2))).toEqual(["0", "0", "0", "9", "9"]);
});
