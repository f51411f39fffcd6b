import { describe, expect, test } from "vitest";
import type { Mend } from "../../model/finding.ts";
import { diffOf } from "./diff.ts";
import { mendText } from "./mend-text.ts";

/** A change of the text, by what it is to become. */
type At = Mend extends infer M ? (M extends Mend ? Omit<M, "at"> : never) : never;

function mended(text: string, ...mends: readonly (readonly [field: string, what: At, line?: number])[]): string {
  const all = mends.map(([field, what, line]) => ({ at: { path: "a", field, ...(line ? { line } : {}) }, ...what }));
  const { text: after, refused } = mendText(text, all as readonly Mend[]);
  return refused.length > 0 ? `refused: ${refused.map(({ why }) => why).join("; ")}` : after;
}

describe("a value", () => {
  test.each([
    ["plain", "a: x # why\nb: 1\n", "a: v # why\nb: 1\n"],
    ["in single quotes", "a: 'x'\n", "a: 'v'\n"],
    ["in double quotes", 'a:   "x"   \n', 'a:   "v"   \n'],
    ["in braces", "{ a: x, b: [1] }\n", "{ a: v, b: [1] }\n"],
    ["with Windows line ends", "a: x\r\nb: 1\r\n", "a: v\r\nb: 1\r\n"],
    ["at the very end", "b: 1\na: x", "b: 1\na: v"],
    ["between comments and odd spaces", "# top\n\nb:   1\n\n\na:  x\n# end", "# top\n\nb:   1\n\n\na:  v\n# end"],
  ])("%s: only its own bytes change", (_how, before, after) => {
    expect(mended(before, ["a", { set: "v" }])).toBe(after);
  });

  test("is written so that it is read as what it is", () => {
    expect(mended("a: x\n", ["a", { set: "true" }])).toBe('a: "true"\n');
    expect(mended("a: x\n", ["a", { set: "0755" }])).toBe('a: "0755"\n');
    expect(mended("a: x\n", ["a", { set: "a: b" }])).toBe('a: "a: b"\n');
    expect(mended("a: [x, z]\n", ["a[0]", { set: "b, c" }])).toBe('a: ["b, c", z]\n');
    expect(mended("a: 'x'\n", ["a", { set: 8080 }])).toBe("a: 8080\n");
    expect(mended("a: x\n", ["a", { set: false }])).toBe("a: false\n");
  });

  test("in a later document is found by its line, in a List by its item", () => {
    expect(mended("a: x\n---\na: x\n---\na: x\n", ["a", { set: "v" }, 3])).toBe("a: x\n---\na: v\n---\na: x\n");
    expect(mended("items:\n- a: x\n- a: x\n", ["items[1].a", { set: "v" }])).toBe("items:\n- a: x\n- a: v\n");
    expect(mended("data:\n  a.b: x\n", ['data["a.b"]', { set: "v" }])).toBe("data:\n  a.b: v\n");
  });

  const changingMore = "the file could not be changed there without changing more";
  test.each([
    ["that others use by its anchor", "a: &x w\nb: *x\n", "a", "it has an anchor, so the value is used elsewhere too"],
    ["that is an alias", "a: &x w\nb: *x\n", "b", "it is an alias, so the value stands elsewhere"],
    ["that is a block of text", "a: |\n  x\n", "a", "it is a block of text"],
    ["that is a list", "a: [x]\n", "a", "it is not a single value"],
    ["that is gone", "b: 1\n", "a", "the field is not there any more"],
    ["whose key stands twice", "a: x\na: w\n", "a", changingMore],
    ["in what is no YAML", "a: [x\n", "a", changingMore],
    ["in a template", "a: {{ .Values.x }}\n", "a", "it is not a single value"],
  ])("%s is left alone", (_what, text, field, why) => {
    expect(mended(text, [field, { set: "v" }])).toBe(`refused: ${why}`);
  });
});

describe("a list", () => {
  test.each([
    ["as its items stand", "r:\n  - a # why\n  # behind\nb: 1\n", "r:\n  - a # why\n  - n.yaml\n  # behind\nb: 1\n"],
    ["as far left as its key", "r:\n- a\n- b: 1\n  c: 2\nb: 1\n", "r:\n- a\n- b: 1\n  c: 2\n- n.yaml\nb: 1\n"],
    ["at the end without a line break", "r:\n  - a", "r:\n  - a\n  - n.yaml"],
    ["with Windows line ends", "r:\r\n  - a\r\nb: 1\r\n", "r:\r\n  - a\r\n  - n.yaml\r\nb: 1\r\n"],
    ["in brackets", "r: [a, b ]\n", "r: [a, b, n.yaml ]\n"],
    ["empty, in brackets", "r: []\n", "r: [n.yaml]\n"],
    ["that is only announced", "r:\nb: 1\n", "r:\n  - n.yaml\nb: 1\n"],
    ["that is not there", "b: 1\n", "b: 1\nr:\n  - n.yaml\n"],
    ["that is not there, without a last line break", "b: 1", "b: 1\nr:\n  - n.yaml"],
    ["of lists", "r:\n  - - a\n", "r:\n  - - a\n  - n.yaml\n"],
  ])("takes an item more: %s", (_how, before, after) => {
    expect(mended(before, ["r", { add: "n.yaml" }])).toBe(after);
  });

  test("takes two, in a file of several documents", () => {
    const text = "r: [a]\n---\nr:\n  - b\n";
    expect(mended(text, ["r", { add: "c" }, 1], ["r", { add: "d" }, 4])).toBe("r: [a, c]\n---\nr:\n  - b\n  - d\n");
  });

  test("loses an item with all of its lines", () => {
    expect(mended("r:\n  - a\n  - b: 1\n    c: 2\n  - d\n", ["r[1]", { remove: true }])).toBe("r:\n  - a\n  - d\n");
    expect(mended("r:\n  - a\n  - d # last", ["r[1]", { remove: true }])).toBe("r:\n  - a\n");
  });

  test.each([
    ["the only one", "r:\n  - a\n", "r[0]"],
    ["one in brackets", "r: [a, b]\n", "r[0]"],
    ["a field that begins an item", "r:\n  - a: 1\n    b: 2\n", "r[0].a"],
  ])("keeps %s", (_what, text, field) => {
    expect(mended(text, [field, { remove: true }])).toMatch(/^refused: /);
  });
});

test("a field goes with all of its lines", () => {
  expect(mended("a: 1\nb:\n  c:\n    - 1\n  d: 2\n# end\n", ["b.c", { remove: true }])).toBe(
    "a: 1\nb:\n  d: 2\n# end\n",
  );
});

test("of two that want the same place, the first is done", () => {
  const mends = [
    { at: { path: "a", field: "a" }, set: "v" },
    { at: { path: "a", field: "a" }, set: "z" },
  ];
  const { text, refused } = mendText("a: x\n", mends);
  expect(text).toBe("a: v\n");
  expect(refused).toEqual([{ mend: mends[1], why: "another change is at the same place" }]);
});

test("a diff shows the lines that change and no other", () => {
  const text = "k: 1\na: x\nr:\n  - a\nz: [1]\n";
  const { edits } = mendText(text, [
    { at: { path: "a", field: "r" }, add: "b" },
    { at: { path: "a", field: "a" }, set: "v" },
    { at: { path: "a", field: "k" }, remove: true },
  ]);
  expect(diffOf(text, edits)).toEqual(["@@ line 1 @@", "-k: 1", "-a: x", "+a: v", "@@ line 5 @@", "+  - b"]);
});
