import { expect, test } from "vitest";
import { canonicalQuantity, compareQuantities, quantityOf } from "./quantity.ts";

test("quantities come back as the server writes them", () => {
  const table: Record<string, string> = {
    "1000m": "1",
    "0.5": "500m",
    "100.5m": "100500u",
    "1000": "1k",
    "1024Mi": "1Gi",
    "1.5Gi": "1536Mi",
    "1500Mi": "1500Mi",
    "0.5Ki": "512",
    "1e3": "1e3",
    "1500e-3": "1500e-3",
    "12E": "12E",
    "-1": "-1",
    "0": "0",
    "0.0000000001": "1n",
  };
  expect(Object.fromEntries(Object.keys(table).map((text) => [text, canonicalQuantity(text)]))).toEqual(table);
  expect(canonicalQuantity(2)).toBe("2");
  for (const bad of ["1Gb", "", "one", "1.2.3", "0x1", "9".repeat(100)]) expect(canonicalQuantity(bad)).toBeUndefined();
});

test("quantities are compared exactly, whatever they are written in", () => {
  expect(compareQuantities("1Gi", "1024Mi")).toBe(0);
  expect(compareQuantities("1G", "1Gi")).toBe(-1);
  expect(compareQuantities("9007199254740993", "9007199254740992")).toBe(1);
  expect(compareQuantities("-1", "1m")).toBe(-1);
  expect(quantityOf("-0.1")?.sign).toBe(-1);
});
