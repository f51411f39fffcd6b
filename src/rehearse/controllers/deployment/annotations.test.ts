import { expect, test } from "vitest";
import type { Deployment } from "../../../model/kubernetes/workload.ts";
import { annotationsFor } from "./annotations.ts";

const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: {
    name: "web",
    annotations: { team: "shop", "kubectl.kubernetes.io/last-applied-configuration": "{}" },
  },
  spec: { selector: {}, template: { spec: { containers: [] } } },
} satisfies Deployment;

test("a set that is used again gets the next revision and remembers its former one", () => {
  const set = { metadata: { annotations: { "deployment.kubernetes.io/revision": "1" } } };
  expect(annotationsFor(deployment, set, 3)).toEqual({
    team: "shop",
    "deployment.kubernetes.io/revision": "3",
    "deployment.kubernetes.io/revision-history": "1",
  });
});

test("a revision never goes down", () => {
  const set = { metadata: { annotations: { "deployment.kubernetes.io/revision": "7" } } };
  expect(annotationsFor(deployment, set, 3)["deployment.kubernetes.io/revision"]).toBe("7");
});
