import { expect, test } from "vitest";
import { lineIndex } from "./positions.ts";
import { readDocuments } from "./yaml.ts";

const text = `# a comment
apiVersion: v1
kind: ConfigMap
metadata:
  name: one
data:
  a.b: |
    text
  "c": d
---
spec:
  containers:
    - name: app
      ports: [{ containerPort: 1 }, { containerPort: 2 }]
    - name: side
      env:
        - name: X
          value: y
`;

test("a field is found on its line, and what is not written where it would be", () => {
  const first = lineIndex(text, 0);
  expect(first()).toBe(2);
  expect(first("metadata.name")).toBe(5);
  expect(first('data["a.b"]')).toBe(7);
  expect(first("data.c")).toBe(9);
  expect(first("metadata.labels.app")).toBe(4);
  const second = lineIndex(text, 1);
  expect(second("spec.containers[0].ports[1].containerPort")).toBe(14);
  expect(second("spec.containers[1].env[0].value")).toBe(18);
  expect(second("spec.containers[5].image")).toBe(12);
});

test("items of a List have their own lines", () => {
  const list = "kind: List\nitems:\n- kind: A\n  metadata:\n    name: x\n- kind: B\n";
  expect(lineIndex(list, 0, 0)("metadata.name")).toBe(5);
  expect(lineIndex(list, 0, 1)()).toBe(6);
});

test.each([
  ["a comment before the first mark", "# c\n---\na: 1\n---\nb: 2\n", [3, 5]],
  ["nothing before the first mark", "---\na: 1\n--- # c\nb: 2\n", [2, 4]],
  ["something before the first mark", "a: 1\n---\n---\nb: 2\n", [1, undefined, 4]],
  ["marks inside texts", "a: |\n  x\n  ---\n  y\n---\nb: 2\n", [1, 6]],
  ["ends that are marked", "a: 1\n...\n---\nb: 2\n...\n", [1, 4]],
  ["Windows line ends", "a: 1\r\n---\r\nb: 2\r\n", [1, 3]],
])("documents are counted as they are read: %s", (_what, text, lines) => {
  const documents = readDocuments("f.yaml", text);
  expect(documents).toHaveLength(lines.length);
  lines.forEach((line, document) => {
    if (line !== undefined) expect(lineIndex(text, document)(document === 0 ? "a" : "b")).toBe(line);
  });
});

test("files are not read again for each object that is asked for", () => {
  const texts = ["one", "two"].map((name) =>
    Array.from({ length: 3000 }, (_, at) => `kind: ${name}\nmetadata:\n  name: x${at}\n`).join("---\n"),
  );
  for (let at = 0; at < 3000; at++)
    for (const text of texts) expect(lineIndex(text, at)("metadata.name")).toBe(at * 4 + 3);
}, 10_000);
