import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import fixture from "./fixtures/odd-bodies.gen.json" with { type: "json" };
import { duplicateFields } from "./json-text.ts";
import { decodeStrict, type FieldValidation } from "./strict.ts";

interface Recorded {
  title: string;
  apiVersion: string;
  kind: string;
  validation: FieldValidation;
  body: string;
  code: number;
  message?: string;
  warnings?: string | string[];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Bodies that are an object of the kind that the address names; \`2.0\` is a whole number in JavaScript. */
const recorded = (fixture as unknown as Recorded[]).filter(({ title, body, apiVersion, kind }) => {
  const value = parsed(body) as Partial<KubeObject> | undefined;
  return value?.apiVersion === apiVersion && value.kind === kind && title !== "whole number written as a fraction";
});

describe("fields, as a real server judges them", () => {
  test.each(recorded)("$title", ({ kind, validation, body, code, message, warnings = [] }) => {
    const { errors, warnings: told } = decodeStrict(JSON.parse(body) as KubeObject, validation, body);
    const refused = message?.replace(`${kind} in version "v1" cannot be handled as a ${kind}: `, "");
    expect(errors).toEqual(code === 400 ? [refused] : []);
    expect(told).toEqual([warnings].flat().map((text) => JSON.parse(text.replace(/^299 - /, ""))));
  });

  test("fields given twice are found in any depth, in lists and behind texts that look like JSON", () => {
    const text = '{"a":[{"b":1},{"b":1,"b":"{\\"c\\":1,\\"c\\":2}","d":{}}],"e":{"f":1},"e":[]}';
    expect(duplicateFields(text)).toEqual(["a[1].b", "e"]);
    expect(duplicateFields(`${"[".repeat(50_000)}${"]".repeat(50_000)}`)).toEqual([]);
  });
});
