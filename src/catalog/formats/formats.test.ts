import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { findingOf, lineEvidence } from "../../../test/findings.ts";
import { elementsOf } from "../../../test/xml.ts";
import { penOf } from "../../cli/pen.ts";
import type { CheckResult } from "../../model/check-result.ts";
import type { Finding } from "../../model/finding.ts";
import { visible } from "../../model/visible.ts";
import formats from "./index.gen.ts";

const path = "apps/größe & co/a,b:c.yaml";
const nasty = `says 50% of <b>"it's"</b> & | \`x\`, ${String.fromCharCode(27)}[31m\nand ]]> more`;

const worst = findingOf({
  key: "refs-config-exist:Pod/shop/api spec@x",
  severity: "critical",
  places: [
    { path, line: 7 },
    { path: "b.yaml", line: 2 },
  ],
  summary: nasty,
  expected: "settings",
  actual: "setings",
  remedy: "Name the one that is there.",
  evidence: [lineEvidence(`${path}:7`, "name: setings")],
  fix: [{ at: { path, line: 7, field: "spec" }, set: "settings" }],
});
const warning = findingOf({
  key: "refs-config-exist:file",
  severity: "warning",
  subject: { kind: "file", path: "b.yaml" },
  places: [{ path: "b.yaml" }],
});
const unknown = findingOf({
  key: "ports-agree:u",
  check: "ports-agree",
  verdict: "unknown",
  summary: "a chart makes it",
});
const skipped = findingOf({
  key: "ports-agree:s",
  check: "ports-agree",
  verdict: "skipped",
  places: [],
  subject: { kind: "repository", name: "." },
});
const pass = findingOf({ key: "ports-agree:p", check: "ports-agree", verdict: "pass", summary: "" });
const ignored = findingOf({ key: "refs-config-exist:i", ignored: "known since May" });

const about = (id: string): CheckResult["checks"][number] => ({
  id,
  title: `${id} <title>`,
  why: `why of ${id}`,
  remedy: "mend it",
  severity: "error",
});

function resultOf(findings: readonly Finding[], parts: Partial<CheckResult> = {}): CheckResult {
  return {
    version: "1.2.3",
    failOn: "error",
    strict: false,
    root: ".",
    rendered: "builtin",
    counts: { fail: 2, unknown: 1, skipped: 1, pass: 1, ignored: 1, known: 0, before: 0 },
    files: 4,
    objects: 1,
    seconds: 0.123,
    findings,
    checks: [about("ports-agree"), about("refs-config-exist")],
    notes: [{ text: "the comment ignores x: there is nothing", place: { path: "c.yaml", line: 1 } }],
    ...parts,
  };
}

const all = [worst, warning, unknown, skipped, pass, ignored];
const sink = { write: () => undefined, isTerminal: false, columns: () => 80, rows: () => 24 };
const pen = penOf({ out: sink, env: { LANG: "C.UTF-8" }, called: "kubectl salvor" });

async function written(id: string, result: CheckResult = resultOf(all)): Promise<string> {
  const format = formats.find((one) => one.id === id);
  return (await format?.write(result, pen)) ?? expect.fail(`there is no format ${id}`);
}

describe("table", () => {
  test("says of the worst what it is about, where, what is there, what was expected, why and how to mend it", async () => {
    const lines = (await written("table", resultOf([worst]))).split("\n");
    expect(lines[0]).toBe("Pod/shop/api");
    expect(lines[1]).toBe(`  ✗ critical  ${path}:7  refs-config-exist`);
    const text = lines.join("\n");
    for (const part of [
      /line +name: setings/,
      /expected +settings/,
      /also +b\.yaml:2/,
      /why +why of refs/,
      /mend +Name the one/,
    ])
      expect(text).toMatch(part);
    // The line shows what is there; it is not said twice.
    expect(text).not.toMatch(/there +setings/);
    expect(text).toContain("kubectl salvor check --fix does it");
    expect(text).toContain("kubectl salvor explain CHECK");
    expect(await written("table", resultOf([worst], { root: "-" }))).not.toContain("--fix");
  });
  test("says why and how to mend once for each check", async () => {
    const text = await written("table", resultOf([worst, warning]));
    expect(text.match(/why of refs-config-exist/g)).toHaveLength(1);
  });
  test("ends with all four verdicts, files, objects, time, and what rendered", async () => {
    const text = await written("table");
    expect(text.trimEnd().split("\n").at(-1)).toBe(
      "2 fail, 1 unknown, 1 skipped, 1 pass, 1 ignored; 4 files, 1 object; 0.12 s; rendered by builtin",
    );
    expect(text).toContain("note  c.yaml:1  The comment ignores x");
  });
  test("says where the reasons of unknown ones are, while they are not shown", async () => {
    expect(await written("table", resultOf([worst]))).toContain("--show unknown");
    expect(await written("table", resultOf([worst, unknown]))).not.toContain("--show unknown");
  });
});

test("short is one line for each, with a place that editors open", async () => {
  const lines = (await written("short", resultOf([worst, warning, unknown, ignored]))).split("\n");
  expect(lines).toHaveLength(7);
  expect(lines[3]).toMatch(/: ignored: /);
  expect(lines[4]).toBe("c.yaml:1: note: the comment ignores x: there is nothing");
  expect(lines[0]).toMatch(
    /^apps\/größe & co\/a,b:c\.yaml:7: critical: Pod\/shop\/api: says .* more \[refs-config-exist\]$/,
  );
  expect(lines[1]).toMatch(/^b\.yaml: warning: the ConfigMap setings is declared nowhere \[refs-config-exist\]$/);
  expect(lines[2]).toMatch(/: unknown: /);
});

test.each(["table", "short", "markdown", "github"])("%s lets no text steer the terminal", async (id) => {
  const text = await written(id, resultOf([{ ...worst, expected: nasty, actual: nasty, remedy: nasty }]));
  expect(text).not.toContain(String.fromCharCode(27));
});

describe("what keeps a check from proving anything is as loud as its exit code", () => {
  const result = resultOf([pass], {
    notes: [{ text: "nothing was read from it: this user may not read it", place: { path: "shut" }, unproven: true }],
  });
  test.each([
    ["short", "shut: note: nothing was read from it"],
    ["github", "::error file=shut,title=salvor check::nothing was read from it"],
    ["junit", '<error type="unproven" message="nothing was read from it: this user may not read it"/>'],
    ["sarif", '"executionSuccessful": false'],
  ])("%s", async (id, text) => {
    expect(await written(id, result)).toContain(text);
  });
  test("junit counts it", async () => {
    expect(elementsOf(await written("junit", result))[0]?.attributes).toMatchObject({ tests: "2", errors: "1" });
  });
});

test("name is one line for each, whatever is in it", async () => {
  expect(await written("name", resultOf([{ ...worst, key: "a:b\u001b[31m\nc" }]))).toBe("a:b\ufffd[31m\ufffdc\n");
});

test("name is the keys", async () => {
  expect(await written("name", resultOf([worst, warning]))).toBe(`${worst.key}\n${warning.key}\n`);
});

test("yaml says what json says", async () => {
  expect(parse(await written("yaml"))).toEqual(JSON.parse(await written("json")));
});

test("markdown keeps text as text and one row for each finding", async () => {
  const rows = (await written("markdown")).split("\n").filter((line) => line.startsWith("| "));
  expect(rows.slice(1)).toHaveLength(all.length);
  expect(rows[1]).toContain("&lt;b&gt;");
  expect(rows[1]?.replaceAll("\\|", "").split("|")).toHaveLength(6);
});

describe("github", () => {
  const annotations = (text: string): readonly (readonly string[])[] =>
    [...text.matchAll(/^::(\w+) ([^\n]*?)::([^\n]*)$/gm)].map(([, level = "", properties = "", data = ""]) => [
      level,
      ...properties.split(",").map(decoded),
      decoded(data),
    ]);
  const decoded = (text: string): string =>
    text
      .replaceAll("%2C", ",")
      .replaceAll("%3A", ":")
      .replaceAll("%0A", "\n")
      .replaceAll("%0D", "\r")
      .replaceAll("%25", "%");
  test("escapes so that GitHub reads what was meant", async () => {
    const [first, second, third] = annotations(await written("github", resultOf([worst, warning])));
    expect(first?.slice(0, 4)).toEqual(["error", `file=${path}`, "line=7", "title=salvor refs-config-exist"]);
    expect(first?.[4]).toContain(visible(nasty));
    expect(second?.slice(0, 3)).toEqual(["warning", "file=b.yaml", "title=salvor refs-config-exist"]);
    expect(third?.[0]).toBe("notice");
  });
  test("shows ten of a level, as GitHub does, and says how many more there are", async () => {
    const many = Array.from({ length: 14 }, (_, index) => ({ ...worst, key: `${index}` }));
    const text = await written("github", resultOf([...many, warning]));
    expect(annotations(text).filter(([level]) => level === "error")).toHaveLength(10);
    expect(annotations(text).filter(([level]) => level === "warning")).toHaveLength(1);
    expect(text).toContain("\n4 more are in the summary of this job.\n");
  });
});

describe("junit", () => {
  const outcomes = (xml: string): readonly string[] => {
    const elements = elementsOf(xml);
    return elements.flatMap(({ name, attributes }, index) => {
      const next = elements[index + 1];
      return name === "testcase" ? [`${attributes.name}: ${next && next.depth === 3 ? next.name : "passed"}`] : [];
    });
  };
  test("is XML in which a case is red when the exit code is", async () => {
    const xml = await written("junit");
    expect(outcomes(xml)).toEqual([
      "u: skipped",
      "s: skipped",
      "p: passed",
      "Pod/shop/api spec@x: failure",
      "file: system-out",
      "i: skipped",
    ]);
    const [suites, suite] = elementsOf(xml);
    expect(suites?.attributes).toMatchObject({ tests: "6", failures: "1", errors: "0", skipped: "3" });
    expect(suite?.attributes).toMatchObject({ name: "ports-agree", tests: "3", failures: "0", skipped: "2" });
    const failure = elementsOf(xml).find(({ name }) => name === "failure");
    expect(failure?.attributes.message).toContain('says 50% of <b>"it\'s"</b> & |');
  });
  test("follows --fail-on and --strict", async () => {
    expect(outcomes(await written("junit", resultOf(all, { failOn: "warning", strict: true })))).toEqual(
      expect.arrayContaining(["u: error", "file: failure"]),
    );
    expect(outcomes(await written("junit", resultOf(all, { failOn: "never" })))).not.toContainEqual(
      expect.stringContaining("failure"),
    );
  });
});

/** The parts of SARIF 2.1.0 that are used, as its schema has them; a property more is an error. */
const message = z.strictObject({ text: z.string().min(1) });
const physicalLocation = z.strictObject({
  artifactLocation: z.strictObject({ uri: z.string().regex(/^[\w\-.~%/]+$/), uriBaseId: z.literal("SRCROOT") }),
  region: z.strictObject({ startLine: z.int().min(1) }).optional(),
});
const level = z.enum(["none", "note", "warning", "error"]);
const location = z.strictObject({
  id: z.int().min(0).optional(),
  physicalLocation,
  logicalLocations: z.array(z.strictObject({ fullyQualifiedName: z.string(), kind: z.string() })).optional(),
});
const sarifLog = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.array(
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          semanticVersion: z.string(),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              name: z.string(),
              shortDescription: message,
              fullDescription: message,
              help: z.strictObject({ text: z.string(), markdown: z.string() }),
              defaultConfiguration: z.strictObject({ level }),
            }),
          ),
        }),
      }),
      columnKind: z.literal("utf16CodeUnits"),
      originalUriBaseIds: z.record(z.string(), z.strictObject({ description: message })),
      invocations: z.array(
        z.strictObject({
          executionSuccessful: z.boolean(),
          toolConfigurationNotifications: z.array(
            z.strictObject({ level, message, locations: z.array(location).optional() }),
          ),
        }),
      ),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(-1),
          kind: z.enum(["notApplicable", "pass", "fail", "review", "open", "informational"]),
          level,
          message,
          locations: z.array(location),
          relatedLocations: z.array(location).optional(),
          partialFingerprints: z.record(z.string(), z.string()),
          suppressions: z
            .array(z.strictObject({ kind: z.enum(["inSource", "external"]), justification: z.string() }))
            .optional(),
        }),
      ),
    }),
  ),
});

describe("sarif", () => {
  test("is as the standard has it", async () => {
    const [run] = sarifLog.parse(JSON.parse(await written("sarif"))).runs;
    const results = run?.results ?? [];
    expect(results.map(({ kind, level: grade }) => [kind, grade])).toEqual([
      ["fail", "error"],
      ["fail", "warning"],
      ["open", "none"],
      ["notApplicable", "none"],
      ["pass", "none"],
      ["fail", "error"],
    ]);
    expect(results.every(({ ruleId, ruleIndex }) => run?.tool.driver.rules[ruleIndex]?.id === ruleId)).toBe(true);
    const [first] = results;
    expect(decodeURIComponent(first?.locations[0]?.physicalLocation.artifactLocation.uri ?? "")).toBe(path);
    expect(first?.relatedLocations?.[0]?.physicalLocation.region).toEqual({ startLine: 2 });
    expect(first?.partialFingerprints["salvorKey/v1"]).toBe(worst.key);
    expect(results.at(-1)?.suppressions).toEqual([{ kind: "external", justification: "known since May" }]);
    expect(run?.invocations[0]?.toolConfigurationNotifications).toHaveLength(1);
  });
});
