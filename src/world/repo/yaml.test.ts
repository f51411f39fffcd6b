import { describe, expect, test } from "vitest";
import type { SalvorProblem } from "../../model/problem.ts";
import cases from "./fixtures/yaml-cases.json" with { type: "json" };
import { readDocuments } from "./yaml.ts";

interface Case {
  readonly yaml: string;
  readonly json?: unknown;
  readonly error?: string;
  readonly ours?: string;
}

function read(text: string): { value: unknown } | { refused: string } {
  try {
    return { value: readDocuments("f.yaml", text)[0] ?? null };
  } catch (error) {
    return { refused: (error as SalvorProblem).message };
  }
}

describe("texts are read as kubectl reads them (sigs.k8s.io/yaml wrote the expected side)", () => {
  const { agreed = [], own = [] } = Object.groupBy(cases as readonly Case[], (one) => (one.ours ? "own" : "agreed"));

  test.each(agreed)("$yaml", ({ yaml, json, error }) => {
    const got = read(yaml);
    if (error) expect(got).toHaveProperty("refused");
    else expect(JSON.parse(JSON.stringify(got))).toEqual({ value: json });
  });

  test.each(own)("$yaml, where we differ: $ours", ({ yaml, json, ours }) => {
    const got = read(yaml);
    if (ours?.startsWith("refused")) expect(got).toHaveProperty("refused");
    else expect(got).not.toEqual({ value: json });
  });
});

function refusal(text: string): SalvorProblem {
  try {
    readDocuments("f.yaml", text);
  } catch (error) {
    return error as SalvorProblem;
  }
  return expect.fail("it was read");
}

test("what is broken is told with file and line, exit 2, and never by quoting the text", () => {
  const broken = refusal("kind: Secret\nstringData:\n  password: 'hunter2\n  other: x\n");
  expect(broken.exit).toBe(2);
  expect(broken.message).toMatch(/^f\.yaml:\d+ is not valid YAML: /);
  expect(JSON.stringify([broken.message, broken.hint, broken.stack])).not.toContain("hunter2");
  expect(refusal("a: 1\nb:\n  c: 1\n  c: 2\n").message).toContain("f.yaml:4: the same key stands twice");
  expect(refusal("{{- if .Values.x }}\na: 1\n{{- end }}\n")).toMatchObject({ code: "template-not-rendered", exit: 2 });
  expect(refusal("image: {{ .Values.image }}\n").code).toBe("template-not-rendered");
});

test("documents are counted from 0 and empty ones keep their place", () => {
  expect(readDocuments("f.yaml", "---\n---\na: 1\n---\n# nothing\n---\nb: 2\n")).toEqual([
    null,
    { a: 1 },
    null,
    { b: 2 },
  ]);
});

test("nesting and aliases without end are refused", () => {
  expect(refusal(`a: ${"[".repeat(200)}`).exit).toBe(2);
  const bomb = ["a0: &a0 [x]"];
  for (let i = 1; i < 10; i++)
    bomb.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(", ")}]`,
    );
  expect(refusal(bomb.join("\n")).message).toContain("its aliases spell out to more than");
});
