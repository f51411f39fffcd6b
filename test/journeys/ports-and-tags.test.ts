import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import run from "../../src/catalog/reports/run.ts";
import { type ReportedCause, type ReportedChapter, type RunReport, reportOf } from "../../src/model/report.ts";
import { systemClock } from "../../src/world/clock.ts";
import { openJournal } from "../../src/world/store/journal.ts";
import { newPlace, type Place, salvor, type Told } from "./salvor.ts";

/** The main job: a fleet that is down for five reasons, a repair that is believed, the cause that stands, the proof. */

let place: Place;
let told: Told;
let report: RunReport;

beforeAll(async () => {
  place = newPlace();
  told = await salvor(place, ["rehearse", "run", "ports-and-tags", "-o", "json"]);
  report = JSON.parse(told.out) as RunReport;
});
afterAll(() => place.remove());

function chapter(name: string): ReportedChapter {
  const found = report.chapters.find((one) => one.name === name);
  if (!found) throw new Error(`the report has no chapter ${name}:\n${told.err}`);
  return found;
}

function causesOf(name: string, step: string): readonly ReportedCause[] {
  return chapter(name).run?.steps.find((one) => one.name === step || one.service === step)?.causes ?? [];
}

test("it ends proven, within a minute, and leaves nothing in the folder for temporary files", () => {
  expect(told.err).not.toContain("fault in Salvor");
  expect(told.exit).toBe(0);
  expect(told.seconds).toBeLessThan(60);
  expect(place.leftBehind()).toEqual([]);
});

describe("the fleet as it was", () => {
  test.each<[string, string, RegExp, RegExp]>([
    ["planner", "probe-port", /50053/, /listening on 50054/],
    ["dispatcher", "url-names-a-service", /job_runner/, /job_runner/],
    ["reviewer", "crash", /./, /using job-runner:50055/],
    ["workflow", "image-missing", /workshop-fleet\/workflow:v1\.0\.0-185739/, /not found|manifest unknown|404/i],
    ["board", "image-missing", /workshop\/board:v3\.2\.1-182755/, /not found|manifest unknown|404/i],
  ])("%s: %s is named, with its evidence", (service, rule, because, excerpt) => {
    const cause = causesOf("broken", service).find((one) => one.rule === rule);
    expect(cause, JSON.stringify(causesOf("broken", service), null, 1)).toBeDefined();
    expect(cause?.because).toMatch(because);
    expect(cause?.evidence.map((one) => one.excerpt).join("\n")).toMatch(excerpt);
    expect(cause?.evidence[0]?.mode).toBe("rehearsal");
  });

  test("stops early: no step waited for its deadline, and no cause is a time-out", () => {
    expect(chapter("broken").run?.exit).toBe(1);
    expect(chapter("broken").seconds).toBeLessThan(30);
    for (const step of chapter("broken").run?.steps ?? []) {
      for (const { because } of step.causes) expect(because).not.toMatch(/timed out waiting/i);
    }
  });

  test("three queries by which all was believed to be well match nothing, and better ones match", () => {
    const { claims } = chapter("broken");
    expect(claims).toHaveLength(3);
    for (const { asked, better } of claims) {
      expect(asked.matched).toBe(0);
      expect(better.matched).toBeGreaterThan(0);
    }
  });
});

describe("the authors' repair", () => {
  test("makes everything ready, and the cause still stands", () => {
    expect(chapter("authors-repair").run?.exit).toBe(0);
    expect(chapter("authors-repair").shown[0]?.evidence.excerpt).toContain("GRPC_PORT not set, listening on 50054");
  });
});

describe("the port moves", () => {
  test("and the variable that nobody reads is named, by the program's own words", () => {
    expect(chapter("port-moved").run?.exit).toBe(1);
    const cause = causesOf("port-moved", "planner").find((one) => one.rule === "env-key-unread");
    expect(cause?.because).toMatch(/\bPORT\b/);
    expect(cause?.evidence.map((one) => one.excerpt).join("\n")).toContain("GRPC_PORT not set, listening on 50054");
  });
});

describe("the variable that is read is set", () => {
  test("and everything is proven, with answers over HTTP through the cluster", () => {
    const run = chapter("proven").run;
    expect(run?.exit).toBe(0);
    const answers = run?.steps.flatMap((step) => step.findings.filter(({ verdict }) => verdict === "pass")) ?? [];
    expect(answers.length).toBeGreaterThanOrEqual(5);
    expect(answers.flatMap(({ evidence }) => evidence.map(({ query }) => query)).join("\n")).toContain("/healthz");
  });

  test("the dead pods of an earlier life are not forgotten", () => {
    const said = chapter("proven")
      .shown.map(({ say }) => say)
      .join("\n");
    expect(said).toContain("planner-7c64db55c5-x2cqh");
    expect(said).toContain("model-server-6b9f4c8d7-q7w9t");
  });
});

test("the report is made of the journal alone: made again, it is the same bytes", () => {
  const runs = join(place.folder, ".salvor/runs", report.run);
  const journal = openJournal(join(place.folder, "state/salvor/journal.db"), systemClock);
  const again = run.files(reportOf(journal.records(report.run), (id) => journal.records(id)));
  journal.close();
  expect(readdirSync(runs).sort()).toEqual(["report.json", "report.md"]);
  for (const { name, text } of again) expect(readFileSync(join(runs, name), "utf8")).toBe(text);
});

test("until the broken step it ends with 1", async () => {
  const other = newPlace();
  const { exit } = await salvor(other, ["rehearse", "run", "ports-and-tags", "--until", "broken"]);
  other.remove();
  expect(exit).toBe(1);
});
