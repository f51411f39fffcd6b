import { describe, expect, test } from "vitest";
import { failedRun } from "../../test/records.ts";
import type { JournalEvent, JournalRecord } from "../model/journal.ts";
import type { ExitCode } from "../model/problem.ts";
import type { Scenario, ScenarioStep } from "../model/scenario.ts";
import { memoryWorld } from "../world/memory.ts";
import { openJournal } from "../world/store/journal.ts";
import { runDrill } from "./drill.ts";

const pod = (name: string, reason: string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "shop", labels: { app: "page" } },
  spec: { containers: [{ name: "page", image: "example.org/page:2" }] },
  status: {
    phase: "Running",
    containerStatuses: [
      { name: "page", ready: false, restartCount: 3, image: "", imageID: "", state: { waiting: { reason } } },
    ],
  },
});

const world = memoryWorld({
  name: "a crashing page",
  objects: [pod("page-1", "CrashLoopBackOff")],
  logs: { "shop/page-1/page": "PORT not set, listening on 1" },
  expect: {},
});

const list = { apiVersion: "v1", kind: "Pod", namespace: "shop" };
const claim = {
  concluded: "All pods are running!",
  why: "the phase does not say it",
  asked: { query: "asked", list: { ...list, fieldSelector: "status.phase!=Running" }, counts: "CrashLoopBackOff" },
  better: { query: "better", list, counts: "CrashLoopBackOff" },
};

const broken: ScenarioStep = {
  name: "broken",
  say: "It is broken.",
  deploy: "broken",
  faults: { add: [], remove: [] },
  claims: [claim],
  shows: [
    { namespace: "shop", labelSelector: "app=page", container: "page", contains: "listening on 1", say: "It says so." },
  ],
  expect: {
    exit: 1,
    proven: ["Deployment/shop/store"],
    causes: [{ effect: "Deployment/shop/page", rule: "image-missing" }],
    unknown: [],
  },
};

const scenario: Scenario = {
  name: "s",
  folder: "/scenarios/s",
  title: "A drill",
  why: "to try",
  nodes: 1,
  seed: "s",
  behaviours: [],
  faults: [],
  before: [],
  steps: [broken, { ...broken, name: "again", claims: [], shows: [] }],
};

/** Plays a scenario; every deployment writes the events of one that failed, and ends as told. */
async function play(
  steps: readonly ScenarioStep[],
  options: { until?: string; exit?: ExitCode; events?: readonly JournalEvent[]; stop?: AbortController } = {},
) {
  const { exit = 1, events = failedRun, until, stop = new AbortController() } = options;
  const journal = openJournal(":memory:", world.clock);
  const did: string[] = [];
  const told: JournalRecord[] = [];
  const ended = await runDrill(
    {
      scenario: { ...scenario, steps },
      host: { actor: "ann@host", command: "c", signal: stop.signal },
      ...(until === undefined ? {} : { until }),
    },
    {
      clock: world.clock,
      kube: world.kube,
      journal,
      observe: (record) => told.push(record),
      rehearsal: {
        apply: async (path) => `applied ${path}`,
        addFault: async ({ name }) => void did.push(`+${name}`),
        removeFault: async (name) => void did.push(`-${name}`),
      },
      deploy: async (path) => {
        did.push(path);
        if (options.stop) stop.abort();
        const run = journal.open({ title: "t", definition: "d" });
        for (const event of events) run.append(event);
        return { run: run.id, exit };
      },
    },
  );
  return { ...ended, did, told: told.map(({ event }) => event) };
}

describe("a drill", () => {
  test("whose every answer is right ends as its last deployment did", async () => {
    const { exit, told, did } = await play(scenario.steps);
    expect(exit).toBe(1);
    expect(did).toEqual(["/scenarios/s/broken", "/scenarios/s/broken"]);
    expect(told.filter(({ type }) => type === "chapter.settled")).toMatchObject([
      { verdict: "pass" },
      { verdict: "pass" },
    ]);
    expect(told.at(-1)).toMatchObject({ type: "run.closed", exit: 1 });
  });

  test("asks again what people asked, and what they should have asked", async () => {
    const { told } = await play([broken]);
    expect(told.find(({ type }) => type === "claim.tried")).toMatchObject({
      asked: { matched: 0 },
      better: { matched: 1 },
    });
    expect(told.find(({ type }) => type === "evidence.shown")).toMatchObject({ say: "It says so." });
  });

  test("ends at the step that it was asked to end at; a step that is not there is usage", async () => {
    expect((await play(scenario.steps, { until: "broken" })).did).toHaveLength(1);
    await expect(play(scenario.steps, { until: "gone" })).rejects.toMatchObject({
      exit: 2,
      hint: expect.stringContaining("broken, again"),
    });
  });

  test("a wrong answer fails it, and it goes no further", async () => {
    const wrong: ScenarioStep = { ...broken, expect: { exit: 0, proven: [], causes: [], unknown: [] } };
    const { exit, did, told } = await play([wrong, broken]);
    expect(exit).toBe(1);
    expect(did).toHaveLength(1);
    expect(told.find(({ type }) => type === "chapter.settled")).toMatchObject({ verdict: "fail" });
    expect(told.at(-1)).toMatchObject({ type: "run.closed", because: expect.stringContaining("broken") });
  });

  test("what stays unknown and should not makes it unproven, not failed", async () => {
    expect((await play([broken], { exit: 3 })).exit).toBe(3);
  });

  test("a claim that cannot be shown to be wrong, or a line that no program says, fails it", async () => {
    const true_ = { ...claim, better: { ...claim.better, counts: "OOMKilled" } };
    expect((await play([{ ...broken, claims: [true_] }])).told).toContainEqual(
      expect.objectContaining({
        type: "chapter.settled",
        verdict: "fail",
        because: expect.stringContaining("could not be shown"),
      }),
    );
    const [shown] = broken.shows;
    const silent = shown ? [{ ...shown, contains: "listening on 2" }] : [];
    expect((await play([{ ...broken, shows: silent }])).exit).toBe(1);
  });

  test("that is interrupted during a deployment asks nothing more and closes its run with 130", async () => {
    const stop = new AbortController();
    const { exit, told } = await play(scenario.steps, { stop });
    expect(exit).toBe(130);
    expect(told.filter(({ type }) => type === "claim.tried")).toEqual([]);
    expect(told.at(-1)).toMatchObject({ type: "run.closed", verdict: "unknown", exit: 130 });
  });

  test("faults end and begin before the deployment, and hand-made changes are told", async () => {
    const fault = { name: "no-image", fault: "image-absent", target: { image: "x" } };
    const step: ScenarioStep = { ...broken, faults: { add: [fault], remove: ["old"] } };
    expect((await play([step])).did).toEqual(["-old", "+no-image", "/scenarios/s/broken"]);
    const { deploy: _deploy, expect: _expect, ...rest } = broken;
    const { told, exit } = await play([{ ...rest, apply: "by-hand" }]);
    expect(told).toContainEqual({ type: "chapter.acted", chapter: "broken", did: "applied /scenarios/s/by-hand" });
    expect(exit).toBe(0);
  });
});
