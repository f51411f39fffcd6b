import { expect, test } from "vitest";
import { goDuration, longer, remaining } from "./back-off.ts";

test("ten seconds, doubled each time, never more than five minutes", () => {
  const delays: number[] = [];
  let backOff = longer(undefined, 0, 0);
  for (let at = 0; delays.length < 7; at += 1_000) {
    delays.push(backOff.delay / 1000);
    backOff = longer(backOff, at, at);
  }
  expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300]);
});

test("ten minutes without a failure, and it starts anew", () => {
  const backOff = longer(longer(undefined, 0, 0), 1_000, 1_000);
  expect(longer(backOff, 601_000, 601_000).delay).toBe(40_000);
  expect(longer(backOff, 601_001, 601_001 + 1).delay).toBe(10_000);
  expect(remaining(backOff, 700_000, 700_000)).toBe(0);
});

test("waiting counts from the failure", () => {
  expect(remaining({ delay: 20_000, updatedAt: 0 }, 12_000, 5_000)).toBe(13_000);
  expect(remaining(undefined, 12_000, 5_000)).toBe(0);
});

test("durations are written as Go writes them", () => {
  expect([10_000, 20_000, 80_000, 160_000, 300_000].map(goDuration)).toEqual(["10s", "20s", "1m20s", "2m40s", "5m0s"]);
});
