import { describe, expect, test } from "vitest";
import { canonical } from "./canonical.ts";
import fixture from "./fixtures/strategic-patches.gen.json" with { type: "json" };
import { applyStrategicPatch } from "./patch-strategic.ts";
import { schemaOf } from "./schema.ts";

interface Recorded {
  title: string;
  document: { apiVersion: string; kind: string };
  patch: object;
  result?: object;
  error?: string;
}

const recorded = fixture as unknown as Recorded[];

describe("strategic merge patch, as kubectl applies it", () => {
  test.each(recorded)("$title", ({ document, patch, result, error }) => {
    const schema = schemaOf(document.apiVersion, document.kind);
    if (!schema) throw new Error(`${document.kind} is not served`);
    const before = structuredClone(document);
    const apply = (): object => canonical(applyStrategicPatch(document, patch, schema), schema);
    if (error === undefined) expect(apply()).toEqual(canonical(result ?? {}, schema));
    else expect(apply).toThrow(error.replace(/^error: /, ""));
    expect(document).toEqual(before);
  });
});
