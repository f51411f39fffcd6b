// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what such files say
import { describe, expect, test } from "vitest";
import { BadSubstitution, substitute, type Variable } from "./envsubst.ts";
import cases from "./fixtures/envsubst-cases.json" with { type: "json" };

const values: Readonly<Record<string, string>> = { NAME: "Shop", PORT: "8080", EMPTY: "", PATH: "a/b/a.b" };

describe("texts are substituted as Flux does (github.com/fluxcd/pkg/envsubst wrote the expected side)", () => {
  test.each(cases as readonly { text: string; out?: string; error?: string }[])("$text", ({ text, out, error }) => {
    const set = (name: string): Variable => ({ value: values[name] ?? "" });
    if (error === undefined) expect(substitute(text, set).text).toBe(out);
    else expect(() => substitute(text, set)).toThrow(BadSubstitution);
  });
});

const known = (name: string): Variable =>
  name === "LATER" ? "later" : name === "MAYBE" ? "maybe" : name === "SET" ? { value: "x" } : "unset";

test.each([
  ["${SET}-${LATER}", "x-${LATER}", []],
  ["${LATER:=a}", "${LATER:=a}", []],
  ["${MAYBE:=a}", "a", []],
  ["${MAYBE}", "${MAYBE}", []],
  ["${NONE}-${NONE:=a}-${OTHER^^}", "${NONE}-a-${OTHER^^}", ["NONE", "OTHER"]],
  ["${NONE:=${OTHER}}", "${OTHER}", ["OTHER"]],
  ["${SET:=${OTHER}}", "x", []],
])("what is not known here stays as it is written: %s", (text, out, unset) => {
  expect(substitute(text, known)).toEqual({ text: out, unset });
});
