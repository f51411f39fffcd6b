import { expect, test } from "vitest";
import { ignoreComments } from "./ignore-comments.ts";

const text = `# salvor-ignore a: the whole document
apiVersion: v1
kind: Pod
# salvor-ignore b, c: the field and what is in it
spec:
  containers:
    # salvor-ignore d: one item
    - name: one
      image: one:latest # salvor-ignore e: this line; until=2027-01-01

      ports:
      # salvor-ignore f: a list as far left as its key
      env:
      - name: A
      - name: B
      # salvor-ignore g
      - name: C
    - name: two
  restartPolicy: Always
---
# salvor-ignore h:
{{- /* salvor-ignore i: in a template */ -}}
kind: Job
spec: {}
# salvor-ignore j: the document below
---
kind: Secret
`;

test("a comment is about its line, what begins below it, or a document", () => {
  const found = ignoreComments(text).map(({ check, reason, line, lines }) => [check, reason, line, ...lines]);
  expect(found).toEqual([
    ["a", "the whole document", 1, 2, 19],
    ["b", "the field and what is in it", 4, 5, 19],
    ["c", "the field and what is in it", 4, 5, 19],
    ["d", "one item", 7, 8, 17],
    ["e", "this line; until=2027-01-01", 9, 9, 9],
    ["f", "a list as far left as its key", 12, 13, 17],
    ["g", "", 16, 17, 17],
    ["h", "", 21, 23, 25],
    ["i", "in a template", 22, 23, 25],
    ["j", "the document below", 25, 26, 28],
  ]);
});

test("a comment in a script is about the command below it", () => {
  const script =
    "#!/bin/sh\nset -eu\n# salvor-ignore x: known\nif true; then\n  echo\nfi\necho # salvor-ignore y: here\n";
  expect(ignoreComments(script).map(({ lines }) => lines)).toEqual([
    [4, 5],
    [7, 7],
  ]);
});

test("the word alone is no wish", () => {
  expect(ignoreComments("a: b # see salvor-ignored\nname: salvor-ignore\n")).toEqual([]);
});
