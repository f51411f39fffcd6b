import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunReport } from "../../src/model/report.ts";
import { newPlace, type Place, reportIn, salvor, type Told } from "./salvor.ts";

let place: Place;
let told: Told;
beforeAll(async () => {
  place = newPlace();
  told = await salvor(place, ["rehearse", "run", "healthy"]);
});
afterAll(() => place.remove());

test("a fleet that is well is proven, and says so to a stranger", () => {
  expect(told.exit, told.err).toBe(0);
  expect(told.out).toBe("");
  expect(told.err).toContain("everything proven");
  expect(told.err).toMatch(/\.salvor\/runs\/\S+\/report\.md/);
});

test("its layers come one after the other", () => {
  const [chapter] = (reportIn(place).json as RunReport).chapters;
  const times = (name: string): readonly string[] =>
    (chapter?.run?.steps.find((step) => step.service === name)?.objects ?? []).map(({ at }) => at).sort();
  expect(times("store").at(-1) ?? "9").toMatch(/^2/);
  expect((times("store").at(-1) ?? "") < (times("page")[0] ?? "")).toBe(true);
});

test("the value of its Secret is nowhere in what is printed, reported or journaled", () => {
  const { json, markdown } = reportIn(place);
  for (const text of [told.err, JSON.stringify(json), markdown]) {
    expect(text).not.toContain("only-for-rehearsals");
    expect(text).not.toContain(Buffer.from("only-for-rehearsals").toString("base64"));
  }
});
