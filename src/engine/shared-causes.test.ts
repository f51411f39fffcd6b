import { expect, it } from "vitest";
import type { Run, RunStep } from "../model/run.ts";
import { memoryWorld } from "../world/memory.ts";
import { sharedCauses } from "./shared-causes.ts";

const { evidence } = await memoryWorld({ name: "shared", expect: [] }).kube.identity();

it("tells a cause of several objects once, with all of them, and says nothing of a cause of one", () => {
  const cause = (name: string, of: string): RunStep["causes"][number] => ({
    effect: `cluster:apps/Deployment/shop/${name}`,
    cause: of,
    rule: "registry-not-trusted",
    because: "x",
    certainty: "certain",
    evidence: [evidence],
  });
  const step = (name: string, causes: RunStep["causes"]): RunStep => ({
    name,
    layer: "all",
    objects: [],
    findings: [],
    causes,
  });
  const run: Run = {
    id: "r",
    title: "t",
    fleet: "f",
    openedAt: evidence.at,
    verdict: "fail",
    exit: 1,
    because: "",
    steps: [
      step("a", [cause("page", "registry:one.example"), cause("api", "registry:one.example")]),
      step("b", [cause("store", "registry:other.example")]),
    ],
  };
  expect(sharedCauses(run)).toEqual([
    "One cause holds up 2 objects (Deployment/shop/api, Deployment/shop/page): registry one.example, by the rule registry-not-trusted.",
  ]);
});
