import { describe, expect, test } from "vitest";
import type { SalvorProblem } from "../../model/problem.ts";
import cases from "./fixtures/yaml-cases.json" with { type: "json" };
import { readDocuments } from "./yaml.ts";
import { lookingSchema } from "./yaml-schema.ts";

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

describe("what kubectl 1.32 and kustomize 5.8.1 refuse in a manifest, though it is good YAML", () => {
  const head = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n";

  test.each([
    ["a block text that begins with a tab", `${head}data:\n  a: |\n    \tx\n    y\n`, 6],
    ["a line of a block text that is indented by a tab", `${head}data:\n  a: >-\n    x\n\t\n  b: c\n`, 7],
    ["a tab alone between two fields", `${head}\t\ndata: { a: b }\n`, 4],
    ["a control character in a comment", `${head}# \u0007\n`, 4],
    ["something behind a separator", `${head}--- { apiVersion: v1, kind: ConfigMap, metadata: { name: b } }\n`, 4],
    ["a directive", `%YAML 1.1\n---\n${head}`, 1],
    ["a question mark in a text between braces", `${head}data: { a: https://x.example/?b=1 }\n`, 4],
    ["a question mark in a list of several lines", `${head}data:\n  a: [\n    b, c,\n    what?\n  ]\n`, 7],
    ["a question mark in a key between braces", `${head}data: { a?: b }\n`, 4],
    ["a question mark behind another text in quotes", `${head}data: { "a": "b", 'c': 'd', e: f?g }\n`, 4],
    ["a question mark with blanks around it", `${head}data: { a: b ? c }\n`, 4],
    ["a question mark behind a number sign", `${head}data: { a: b#c?d }\n`, 4],
  ])("%s", (_what, text, line) => {
    expect(refusal(text).message).toMatch(
      new RegExp(`^f\\.yaml:${line} is not valid YAML for kubectl and kustomize: `),
    );
  });

  test.each([
    ["tabs further inside", `${head}data:\n  a: |\n    x\n    \ty\n  b: "c\n\td"\n  e: [f,\n\tg,\n\t]\n`],
    ["tabs behind an indentation that is told", `${head}data:\n  a: |2\n    \tx\n`],
    ["a comment behind a separator", `--- # first\n${head}---\t\n${head}`],
    [
      "question marks in quotes, outside of brackets and in comments",
      `${head}data: # what? [x?]\n  a: b?c\n  d: { e: "f?" }\n`,
    ],
    ["question marks in a block text with brackets", `${head}data:\n  a: |\n    if [ x? ]; then { y?: z }\n`],
  ])("but not %s", (_what, text) => {
    expect(readDocuments("f.yaml", text)).not.toHaveLength(0);
  });

  test("nor in a kustomization, which need not say its kind", () => {
    const text = "resources: [https://example.org/base?ref=v1]\n";
    expect(() => readDocuments("a/kustomization.yaml", text)).toThrow("a/kustomization.yaml:1 is not valid YAML for");
    expect(readDocuments("a/values.yaml", text)).toHaveLength(1);
  });

  test("nor any of it in what other programs read", () => {
    expect(readDocuments("ci.yaml", "on: push\nrun: |\n  \tmake\n")).toEqual([{ true: "push", run: "\tmake\n" }]);
  });
});

test("tags of other programs are no obstacle where nothing is written", () => {
  const text = "a: !Ref 5\nb: !reference [c, d]\ne: !own { f: g }\n";
  expect(readDocuments("f.yaml", text, lookingSchema)).toEqual([{ a: "5", b: ["c", "d"], e: { f: "g" } }]);
  expect(refusal(text).message).toContain("would be lost");
});

test("each document may begin with a byte order mark", () => {
  expect(readDocuments("f.yaml", "a: 1\n---\n\ufeffb: 2\n")).toEqual([{ a: 1 }, { b: 2 }]);
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
  expect(refusal("a: &a\n  b: *a\n").message).toContain("an alias stands inside what it names");
});
