import { describe, expect, test } from "vitest";
import { failedRun, recordsOf } from "../../test/records.ts";
import { reportOf } from "../model/report.ts";
import type { Expected } from "../model/scenario.ts";
import { differences } from "./expected.ts";

const report = reportOf(recordsOf("r-1", failedRun), () => []);
const right: Expected = {
  exit: 1,
  proven: ["Deployment/shop/store"],
  causes: [
    { effect: "Deployment/shop/page", rule: "image-missing", text: "example.org/page:2", evidence: "manifest unknown" },
  ],
  unknown: [],
};

describe("what a scenario expects", () => {
  test("is met by the right answer", () => {
    expect(differences(right, report, 1)).toEqual([]);
  });

  test.each<[string, Partial<Expected>, RegExp]>([
    ["another exit", { exit: 0 }, /ended with 1, and 0 was expected/],
    ["an object that failed", { proven: ["Deployment/shop/page"] }, /was to be proven, and is failed/],
    ["an object that was never judged", { proven: ["Deployment/shop/late"] }, /was not judged/],
    [
      "a cause of another rule",
      { causes: [{ effect: "Deployment/shop/page", rule: "crash" }] },
      /named were: image-missing/,
    ],
    [
      "other words",
      { causes: [{ effect: "Deployment/shop/page", rule: "image-missing", text: "page:3" }] },
      /with "page:3"/,
    ],
    [
      "other evidence",
      { causes: [{ effect: "Deployment/shop/page", rule: "image-missing", evidence: "denied" }] },
      /with "denied"/,
    ],
    ["no cause at all", { causes: [] }, /where none was expected/],
    ["an unknown that is known", { unknown: ["Deployment/shop/store"] }, /was to stay unknown/],
  ])("%s is a difference", (_what, changed, says) => {
    const found = differences({ ...right, ...changed }, report, 1);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(says);
  });
});
