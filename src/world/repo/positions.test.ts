import { expect, test } from "vitest";
import { lineIndex } from "./positions.ts";

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
