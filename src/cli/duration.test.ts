import { describe, expect, test } from "vitest";
import { parseDuration } from "../model/duration.ts";
import { describeSeconds } from "./duration.ts";

describe("durations", () => {
  test.each([
    ["0", 0],
    ["90s", 90],
    ["1h2m3.5s", 3723.5],
    ["300ms", 0.3],
    [".5s", 0.5],
  ])("%s is read as Go reads it", (text, seconds) => {
    expect(parseDuration(text)).toBeCloseTo(seconds, 9);
  });

  test.each(["", "5", "5 m", "m5", "-5s", "1d", "5s!"])("%j is no duration", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test.each([
    [-1, "0 s"],
    [0.44, "0.4 s"],
    [59.6, "1 m 00 s"],
    [185, "3 m 05 s"],
    [3720, "1 h 02 m"],
  ])("%d seconds are written for people", (seconds, text) => {
    expect(describeSeconds(seconds)).toBe(text);
  });
});
