import { expect, test } from "vitest";
import { matchesGlob } from "./glob.ts";

test.each([
  ["ports-agree", "ports-agree", true],
  ["ports", "ports-agree", false],
  ["ports-*", "ports-agree", true],
  ["*", "", true],
  ["a*a", "a", false],
  ["a*b*c", "a-b-b-c", true],
  ["a*bc*c", "abc", false],
  ["Deployment/dev/*", "Deployment/dev/api", true],
  ["Deployment/*/api", "Deployment/dev/api/x", false],
  ["a.c", "abc", false],
])("%s and %s: %s", (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected);
});
