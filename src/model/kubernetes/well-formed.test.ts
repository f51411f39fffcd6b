import { describe, expect, it } from "vitest";
import type { Schema } from "./schema-value.ts";
import { wellFormed } from "./well-formed.ts";

const variable: Schema = { type: "object", required: ["name"], properties: { name: { type: "string" } } };
const schema: Schema = {
  type: "object",
  properties: {
    port: { type: "integer" },
    env: { type: "array", items: variable },
    labels: { type: "object", values: { type: "string" } },
  },
};

describe("what rules read of an object", () => {
  it("is the object itself where nothing is wrong", () => {
    const object = { port: 80, env: [{ name: "A" }], labels: { app: "x" }, more: { deep: [null] } };
    expect(wellFormed(object, schema)).toBe(object);
  });
  it.each([
    ["a text for a list", { env: "x", port: 80 }, { port: 80 }],
    ["a list for a map", { labels: ["x"] }, {}],
    ["null for a map", { labels: null }, {}],
    ["an item that is null", { env: [null, { name: "A" }] }, { env: [{ name: "A" }] }],
    ["an item without its name", { env: [{ value: "1" }, { name: "A" }] }, { env: [{ name: "A" }] }],
    ["a number for a text deep inside", { labels: { app: 5, tier: "web" } }, { labels: { tier: "web" } }],
  ])("is without %s", (_name, written, read) => {
    const before = structuredClone(written);
    expect(wellFormed(written as object, schema)).toEqual(read);
    expect(written).toEqual(before);
  });
  it("keeps a value that is filled in later, and no list", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
    expect(wellFormed({ port: "${PORT}", env: "${ENV}" }, schema)).toEqual({ port: "${PORT}" });
  });
});
