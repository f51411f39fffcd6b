import { expect, test } from "vitest";
import { normalise } from "./normalise.ts";

const uid = (last: number): string => `00000000-0000-4000-8000-00000000000${last}`;

test("what two servers make up is blanked, and what is equal within a story stays equal", () => {
  const story = [
    { metadata: { uid: uid(1), resourceVersion: "7", creationTimestamp: "2026-01-01T00:00:00Z" } },
    { metadata: { uid: uid(1), resourceVersion: "8" }, message: `uid ${uid(2)} at 2026-01-01T00:00:00.123456Z` },
    { metadata: { uid: uid(1), resourceVersion: "8" } },
  ];
  expect(normalise(story)).toEqual([
    { metadata: { uid: "<uid 1>", resourceVersion: "<version 1>", creationTimestamp: "<time>" } },
    { metadata: { uid: "<uid 1>", resourceVersion: "<version 2>" }, message: "uid <uid 2> at <time>" },
    { metadata: { uid: "<uid 1>", resourceVersion: "<version 2>" } },
  ]);
});

test("generated names, addresses and ports are blanked; names that people gave are not", () => {
  expect(
    normalise({
      pod: "web-7d4b9c8f6d-x2k9p",
      set: 'ReplicaSet "web-7d4b9c8f6d" is new',
      name: "kube-root-ca.crt web-frontend gc-background",
      ip: "10.96.3.4 and 10.244.1.9 and 10.1.2.3",
      ports: [{ port: 80, nodePort: 31234 }, { nodePort: 80 }],
    }),
  ).toEqual({
    pod: "web-<generated>",
    set: 'ReplicaSet "web-<hash>" is new',
    name: "kube-root-ca.crt web-frontend gc-background",
    ip: "<cluster-ip> and <pod-ip> and 10.1.2.3",
    ports: [{ port: 80, nodePort: "<node-port>" }, { nodePort: 80 }],
  });
});

test("a difference that Go prints behind a sentence is cut", () => {
  expect(normalise("spec: Forbidden: no\n  core.PodSpec{\n  \ta: 1")).toBe("spec: Forbidden: no");
});

const entry = (manager: string, second: number, operation = "Update"): object => ({
  manager,
  operation,
  time: `2026-01-01T00:00:0${second}Z`,
});
const managed = (...managedFields: readonly object[]): unknown => normalise({ metadata: { managedFields } });

test("who manages what reads the same whether a second passed between two writes or not", () => {
  expect(managed(entry("second", 1), entry("first", 2))).toEqual(managed(entry("first", 1), entry("second", 1)));
  expect(managed(entry("z", 2, "Apply"), entry("a", 1))).not.toEqual(managed(entry("a", 1, "Apply"), entry("z", 2)));
});

test("managers in an order that no server keeps stay wrong", () => {
  const right = managed(entry("first", 1), entry("second", 2));
  expect(managed(entry("second", 2), entry("first", 1))).not.toEqual(right);
  expect(managed(entry("second", 1), entry("first", 1))).not.toEqual(right);
});
