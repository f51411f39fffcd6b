import { describe, expect, it } from "vitest";
import type { Verdict } from "../model/evidence.ts";
import type { JournalEvent, JournalRecord } from "../model/journal.ts";
import type { Plan, PlannedStep } from "../model/plan.ts";
import type { Refusal } from "../model/world.ts";
import { memoryWorld } from "../world/memory.ts";
import { foldRun } from "./fold.ts";

const { evidence, ...identity } = await memoryWorld({ name: "fold", expect: [] }).kube.identity();
if (!identity.seen) throw new Error("the example has an identity");

const step = (name: string): PlannedStep => ({
  name,
  kind: "apply",
  service: name,
  input: {},
  dependsOn: [],
  timeoutSeconds: 60,
  stableForSeconds: 0,
  checks: [],
  changes: [],
});
const plan: Plan = {
  fleet: "shop",
  cluster: identity.value,
  layers: [{ name: "all", steps: [step("a"), step("b")] }],
  edges: [],
  digest: "sha256:0",
  evidence: [evidence],
};

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();

function recordsOf(...events: readonly JournalEvent[]): readonly JournalRecord[] {
  const all: readonly JournalEvent[] = [
    { type: "run.opened", title: "deploy", mode: "live", fleet: "shop", command: "salvor deploy", actor: "ada" },
    { type: "run.planned", plan },
    ...events,
  ];
  return all.map((event, index) => ({ run: "r", seq: index + 1, at: at(index), event }));
}

const settled = (name: string, verdict: Verdict): readonly JournalEvent[] => [
  { type: "step.intended", step: name, before: {} },
  { type: "step.settled", step: name, verdict, because: verdict },
];
const refused = (code: Refusal["code"]): readonly JournalEvent[] => [
  { type: "step.intended", step: "a", before: {} },
  { type: "step.refused", step: "a", refusal: { code, message: code, evidence } },
  { type: "step.settled", step: "a", verdict: "fail", because: code },
];

describe("the fold of a run's records", () => {
  it.each<[string, readonly JournalEvent[], Verdict, number]>([
    ["all proven", [...settled("a", "pass"), ...settled("b", "pass")], "pass", 0],
    ["one idle on purpose", [...settled("a", "pass"), ...settled("b", "skipped")], "pass", 0],
    ["nothing but idle: nothing was proven", [...settled("a", "skipped"), ...settled("b", "skipped")], "unknown", 3],
    ["one unknown", [...settled("a", "pass"), ...settled("b", "unknown")], "unknown", 3],
    ["one failed", [...settled("a", "fail"), ...settled("b", "unknown")], "fail", 1],
    ["one failed before the other's turn", settled("a", "fail"), "fail", 1],
    ["killed in the middle", settled("a", "pass"), "unknown", 3],
    ["the fields are somebody else's", refused("conflict"), "fail", 4],
    ["the server does not take it", refused("invalid"), "fail", 1],
    [
      "the lease is held by another",
      [{ type: "lease.refused", name: "default/salvor.shop", why: "held" }],
      "unknown",
      4,
    ],
  ])("%s", (_, events, verdict, exit) => {
    expect(foldRun(recordsOf(...events))).toMatchObject({ verdict, exit });
  });

  it("keeps the surer form of a cause, and since when an object is in its state", () => {
    const cause = { effect: "e", cause: "c", rule: "image-missing", because: "x", evidence: [evidence] } as const;
    const ref = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "api" };
    const seen = { type: "object.observed", step: "a", ref, evidence: [] } as const;
    const run = foldRun(
      recordsOf(
        { ...seen, state: "progressing", because: "one" },
        { ...seen, state: "degraded", because: "two" },
        { ...seen, state: "degraded", because: "three" },
        { type: "cause.named", step: "a", cause: { ...cause, certainty: "likely" } },
        { type: "cause.named", step: "a", cause: { ...cause, certainty: "certain" } },
      ),
    );
    expect(run.steps[0]?.causes).toEqual([{ ...cause, certainty: "certain" }]);
    expect(run.steps[0]?.objects).toMatchObject([{ state: "degraded", because: "three", since: at(3) }]);
  });

  it("takes how it ended from the record of its end", () => {
    const end: JournalEvent = { type: "run.closed", verdict: "unknown", exit: 130, because: "interrupted" };
    expect(foldRun(recordsOf(end))).toMatchObject({ exit: 130, because: "interrupted" });
  });
});
