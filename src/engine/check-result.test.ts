import { describe, expect, test } from "vitest";
import { findingOf } from "../../test/findings.ts";
import { compareFindings } from "./baseline.ts";
import { countFindings, exitOf, isUnder, nothingIn, shownFindings } from "./check-result.ts";

const error = findingOf({ key: "error" });
const warning = findingOf({ key: "warning", severity: "warning" });
const critical = findingOf({ key: "critical", severity: "critical", places: [{ path: "z.yaml", line: 1 }] });
const unknown = findingOf({ key: "unknown", verdict: "unknown" });
const pass = findingOf({ key: "pass", verdict: "pass" });
const skipped = findingOf({ key: "skipped", verdict: "skipped" });
const ignored = findingOf({ key: "ignored", ignored: "a reason" });
const all = [pass, ignored, warning, unknown, skipped, error, critical];

const ending = { failOn: "error", strict: false, notes: [], unread: new Set<string>() } as const;
const unproven = { notes: [{ text: "nothing was read from it", unproven: true }] } as const;
const inBroken = findingOf({ key: "broken", places: [{ path: "broken.yaml", line: 1 }] });
const brokenUnread = new Set(["broken.yaml"]);

describe("how a check ends", () => {
  test.each([
    ["nothing is wrong", [pass], {}, 0],
    ["an error", [error], {}, 1],
    ["a warning", [warning], {}, 0],
    ["a warning, where warnings count", [warning], { failOn: "warning" }, 1],
    ["an error, where only critical ones count", [error], { failOn: "critical" }, 0],
    ["something critical, where nothing counts", [critical], { failOn: "never" }, 0],
    ["what is ignored", [ignored], {}, 0],
    ["what cannot be told", [unknown], {}, 0],
    ["what cannot be told, strictly", [unknown], { strict: true }, 3],
    ["a file that was not read", [pass], unproven, 3],
    ["a file that was not read, and an error", [error], unproven, 1],
    ["a word beside it", [pass], { notes: [{ text: "the comment ignores nothing" }] }, 0],
    ["a broken file, where nothing counts", [inBroken], { failOn: "never", unread: brokenUnread }, 3],
    ["a broken file that is ignored", [{ ...inBroken, ignored: "a reason" }], { unread: brokenUnread }, 0],
  ] as const)("%s: %s", (_what, findings, given, exit) => {
    expect(exitOf({ ...ending, findings, ...given })).toBe(exit);
  });
});

describe("which findings are shown", () => {
  const keys = (show: Parameters<typeof shownFindings>[1]): readonly string[] =>
    shownFindings(all, show).map(({ key }) => key);
  test("those asked for, the worst first", () => {
    expect(keys(["fail"])).toEqual(["critical", "error", "warning"]);
    expect(keys(["pass", "unknown", "fail"])).toEqual(["critical", "error", "warning", "unknown", "pass"]);
    expect(keys(["ignored"])).toEqual(["ignored"]);
  });
  test("equal ones by their places, line 9 before line 10", () => {
    const at = (line: number, path = "a.yaml"): ReturnType<typeof findingOf> =>
      findingOf({ key: `${path}${line}`, places: [{ path, line }] });
    const sorted = shownFindings([at(10), at(1, "b.yaml"), at(9)], ["fail"]);
    expect(sorted.map(({ key }) => key)).toEqual(["a.yaml9", "a.yaml10", "b.yaml1"]);
  });
  test("those of a path, and those that point into it", () => {
    expect(isUnder([], error)).toBe(true);
    expect(isUnder(["apps"], findingOf({ places: [{ path: "apps/a.yaml" }] }))).toBe(true);
    expect(isUnder(["app"], findingOf({ places: [{ path: "apps/a.yaml" }] }))).toBe(false);
    expect(isUnder(["b.yaml"], findingOf({ places: [{ path: "a.yaml" }, { path: "b.yaml" }] }))).toBe(true);
    expect(isUnder(["k"], findingOf({ subject: { kind: "file", path: "k/kustomization.yaml" } }))).toBe(true);
  });
});

test("every finding is counted once", () => {
  expect(countFindings(all, { known: 4, before: 5, findings: all } as never)).toEqual({
    fail: 3,
    unknown: 1,
    skipped: 1,
    pass: 1,
    ignored: 1,
    known: 4,
    before: 5,
  });
});

test("that nothing was judged is said; skipped checks judge nothing, and YAML alone is no manifest", () => {
  const here = { files: 3, known: 2, objects: 0, paths: [] };
  expect(nothingIn([pass], here)).toEqual([]);
  expect(nothingIn([skipped], here)).toMatchObject([
    { text: expect.stringContaining("3 files and 0 objects hold nothing"), unproven: true },
  ]);
  expect(nothingIn([pass], { ...here, known: 0 })).toMatchObject([
    { text: expect.stringContaining("no manifest among them") },
  ]);
  expect(nothingIn([], { ...here, files: 0, known: 0 })).toMatchObject([
    { text: "nothing was checked: there is no manifest here" },
  ]);
  expect(nothingIn([], { ...here, paths: ["docs"] })).toMatchObject([{ text: expect.stringContaining("is in docs") }]);
});

describe("compared with what was known", () => {
  test("the same key and verdict is not new, wherever it stands now", () => {
    const moved = { ...error, places: [{ path: "a.yaml", line: 99 }] };
    expect(compareFindings([moved, warning, pass], [error])).toEqual({ fresh: [warning, pass], known: 1, gone: 0 });
  });
  test("what could not be told and now fails is new", () => {
    expect(compareFindings([error], [{ ...error, verdict: "unknown" }]).fresh).toEqual([error]);
  });
  test("what is there no more is counted", () => {
    expect(compareFindings([pass], [error, unknown]).gone).toBe(1);
  });
  test("what is ignored stays ignored", () => {
    expect(compareFindings([ignored], [ignored])).toMatchObject({ fresh: [ignored], known: 0 });
  });
});
