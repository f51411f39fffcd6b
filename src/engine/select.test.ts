import { describe, expect, test } from "vitest";
import type { Check } from "../model/catalog.ts";
import { checkOf, selectChecks } from "./select.ts";

const check = (id: string, optIn = false): Check => ({
  id,
  title: "",
  why: "",
  remedy: "",
  severity: "error",
  needs: [],
  optIn,
  examples: [
    { name: "a", expect: [] },
    { name: "b", expect: [] },
  ],
  run: () => [],
});

const checks = [check("ports-agree"), check("ports-named"), check("image-tag"), check("slow-one", true)];
const chosen = (only: readonly string[], skip: readonly string[] = []): readonly string[] =>
  selectChecks(checks, { only, skip }).map(({ id }) => id);

describe("which checks are asked", () => {
  test("all but those that must be named", () => {
    expect(chosen([])).toEqual(["ports-agree", "ports-named", "image-tag"]);
    expect(chosen([], ["ports-*"])).toEqual(["image-tag"]);
  });
  test("those that are named, by id or pattern", () => {
    expect(chosen(["slow-one"])).toEqual(["slow-one"]);
    expect(chosen(["ports-*"], ["ports-named"])).toEqual(["ports-agree"]);
  });
  test.each([
    ["ports-agre", /--only ports-agre names no check; did you mean ports-agree\?/],
    ["named", /did you mean ports-named\?/],
    ["image*g", undefined],
    ["nothing-like*", /--only nothing-like\* names no check$/],
  ])("%s", (name, message) => {
    if (message) expect(() => chosen([name])).toThrow(message);
    else expect(chosen([name])).toEqual(["image-tag"]);
    if (message) expect(() => chosen([], [name])).toThrow(/--skip/);
  });
  test("one of a name, or the nearest", () => {
    expect(checkOf(checks, "slow-one").id).toBe("slow-one");
    expect(() => checkOf(checks, "imagetag")).toThrow(/There is no check imagetag; did you mean image-tag\?/);
  });
});
