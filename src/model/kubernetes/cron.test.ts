import { describe, expect, it } from "vitest";
import { isTimeZone, scheduleMistake } from "./cron.ts";

describe("a schedule", () => {
  it.each([
    "0 3 * * *",
    "*/5 * * * *",
    "0 0 1,15 * MON-FRI",
    "@daily",
    "@every 1h30m",
    "0 0 29 2 *",
    "0 0 31 2 1",
    "0 9-17/2 ? jan-mar *",
  ])("%s comes round", (text) => {
    expect(scheduleMistake(text)).toBeUndefined();
  });

  it.each([
    ["0 3 * *", "4 fields"],
    ["60 * * * *", "minute"],
    ["0 24 * * *", "hour"],
    ["0 0 0 * *", "day of the month"],
    ["0 0 * 13 *", "month"],
    ["0 0 * * 7", "day of the week"],
    ["0 0 * * 5-2", "day of the week"],
    ["*/0 * * * *", "step"],
    ["0 0 31 4,6 *", "never"],
    ["@dayly", "no name"],
    ["TZ=UTC 0 3 * * *", "time zone"],
  ])("%s is refused: %s", (text, word) => {
    expect(scheduleMistake(text)).toContain(word);
  });
});

describe("a time zone", () => {
  it.each(["UTC", "Etc/UTC", "Europe/Berlin", "US/Eastern", "America/Argentina/Buenos_Aires"])("%s is one", (name) => {
    expect(isTimeZone(name)).toBe(true);
  });
  it.each(["Europe/Berln", "europe/berlin", "CEST+1", "Local"])("%s is none", (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});
