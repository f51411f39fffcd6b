import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { deployment, failedRun, planOf, recordsOf, seen } from "../../../test/records.ts";
import type { JournalEvent, JournalRecord } from "../../model/journal.ts";
import { reportOf } from "../../model/report.ts";
import run from "./run.ts";

const drill: readonly JournalEvent[] = [
  {
    type: "run.opened",
    title: "A | drill",
    mode: "rehearsal",
    fleet: "shop",
    command: "salvor rehearse run x",
    actor: "ann@host",
  },
  { type: "chapter.opened", chapter: "broken", say: "It is broken." },
  { type: "chapter.acted", chapter: "broken", did: "Salvor deployed broken.", run: "r-1" },
  {
    type: "claim.tried",
    chapter: "broken",
    concluded: "All pods are running!",
    why: "the phase does not say it",
    asked: { query: "kubectl get pods --field-selector=status.phase!=Running | grep -c CrashLoopBackOff", matched: 0 },
    better: { query: "kubectl get pods", matched: 2 },
    evidence: [seen("none")],
  },
  { type: "evidence.shown", chapter: "broken", say: "It says so itself.", evidence: seen("```\nlistening on 1") },
  { type: "chapter.settled", chapter: "broken", verdict: "pass", because: "as expected" },
  { type: "run.closed", verdict: "fail", exit: 1, because: "not well at this point" },
];

const journal: Readonly<Record<string, readonly JournalRecord[]>> = {
  "r-1": recordsOf("r-1", failedRun),
  "r-2": recordsOf("r-2", drill),
};
const read = (id: string): readonly JournalRecord[] => journal[id] ?? [];
const text = (id: string): string =>
  run.files(reportOf(read(id), read)).find(({ name }) => name === "report.md")?.text ?? "";

describe("the report of a run", () => {
  test("says what was wrong with its evidence, and how long it took to know", () => {
    expect(text("r-1")).toContain(
      "**Deployment/shop/page**: The registry has no example.org/page:2. Rule `image-missing`, named 1 s after",
    );
    expect(text("r-1")).toContain("manifest unknown");
    expect(text("r-1")).toMatch(/`sha256:[0-9a-f]{64}`/);
  });

  test("says what was changed, seen, how long each took, and what was never reached", () => {
    expect(text("r-1")).toContain("- Deployment/shop/store: created");
    expect(text("r-1")).toContain("| page | Deployment/shop/page | failed | no pod can start |");
    expect(text("r-1")).toContain("| data | store | proven | 2 s |");
    expect(text("r-1")).toContain("- late: not started or not finished.");
  });

  test("says that a rehearsal proves nothing about a live cluster", () => {
    expect(text("r-1")).toContain("mode: rehearsal: this proves nothing about a live cluster");
  });

  test("is the same bytes when it is made again, in both forms", () => {
    for (const id of ["r-1", "r-2"])
      expect(run.files(reportOf(read(id), read))).toEqual(run.files(reportOf(read(id), read)));
    const json = run.files(reportOf(read("r-1"), read)).find(({ name }) => name === "report.json")?.text ?? "";
    expect(JSON.parse(json)).toMatchObject({ kind: "RunReport", run: "r-1", exit: 1, seconds: 10 });
  });

  test("a cause that became surer is told once, as it was known in the end, and before those less sure", () => {
    const named = failedRun.flatMap((event): JournalEvent[] => {
      if (event.type !== "cause.named") return [event];
      const { cause } = event;
      const guess = {
        ...event,
        cause: { ...cause, certainty: "possible" as const, because: "Perhaps it is missing." },
      };
      return [guess, { ...event, cause: { ...cause, rule: "crash", certainty: "likely" as const } }, event];
    });
    const causes = reportOf(recordsOf("r-3", named), read).steps.flatMap((step) => step.causes);
    expect(causes.map(({ rule, certainty }) => `${rule} ${certainty}`)).toEqual([
      "image-missing certain",
      "crash likely",
    ]);
    expect(causes[0]?.because).toBe("The registry has no example.org/page:2.");
  });

  test("a failure without a cause is called unexplained, not left out", () => {
    const events = failedRun.filter(({ type }) => type !== "cause.named");
    const report = reportOf(recordsOf("r-3", events), () => []);
    expect(run.files(report)[0]?.text).toContain("**page**: Deployment/shop/page failed No cause is known");
  });

  test("a check that failed is told with its evidence, and its step is not called unexplained", () => {
    const events = failedRun.flatMap((event): JournalEvent[] => {
      if (event.type !== "cause.named") return [event];
      const finding = {
        key: "as-written:page",
        check: "as-written",
        verdict: "fail",
        severity: "error",
        subject: { kind: "object", ref: deployment("page") },
        summary: "its image is example.org/page:1 (managed by kubectl-set now)",
        evidence: [seen("change spec.image")],
      } as const;
      return [{ type: "finding.made", step: "page", finding }];
    });
    const told = run.files(reportOf(recordsOf("r-5", events), () => []))[0]?.text ?? "";
    const [, wrong = ""] = /## What was wrong\n(.*?)\n## /s.exec(told) ?? [];
    expect(wrong).toContain("- **Deployment/shop/page**: its image is example.org/page:1 (managed by kubectl-set now)");
    expect(wrong).toContain("change spec.image");
    expect(told).not.toContain("No cause is known");
  });

  test("an object that nobody has a rule for stands under what stays unknown", () => {
    const events: JournalEvent[] = [
      ...failedRun.slice(0, 1),
      { type: "run.planned", plan: planOf({ data: ["store"] }) },
      {
        type: "object.observed",
        step: "store",
        ref: deployment("store"),
        state: "unverified",
        because: "no rule",
        evidence: [seen("x")],
      },
    ];
    expect(run.files(reportOf(recordsOf("r-4", events), () => []))[0]?.text).toContain(
      "- Deployment/shop/store: no rule",
    );
  });
});

describe("the report of a drill", () => {
  test("holds the deployment of each step, what had been believed, and what must be said beside it", () => {
    expect(text("r-2")).toContain("# A \\| drill");
    expect(text("r-2")).toContain("| broken | as expected | failed (exit 1) | 1 | 4 s |");
    expect(text("r-2")).toContain("It matches 0: the phase does not say it. `kubectl get pods` matches 2.");
    expect(text("r-2")).toContain("#### What was wrong");
  });

  test("a log with a fence in it does not break out of its own", () => {
    expect(text("r-2")).toContain("````text\n```\nlistening on 1\n````");
  });
});

describe("the published schema", () => {
  const text = readFileSync(new URL("../../../docs/reference/run-report.schema.json", import.meta.url), "utf8");
  const schema = z.fromJSONSchema(JSON.parse(text));

  test.each(["r-1", "r-2"])("holds for the report of %s", (id) => {
    const json = run.files(reportOf(read(id), read)).find(({ name }) => name === "report.json")?.text ?? "";
    expect(schema.safeParse(JSON.parse(json)).error).toBeUndefined();
  });

  test("does not hold for what it does not tell", () => {
    const report = { ...reportOf(read("r-1"), read), mood: "good" };
    expect(schema.safeParse(JSON.parse(JSON.stringify(report))).success).toBe(false);
  });
});
