import { expect, test } from "vitest";
import { digestOf, evidence, lazyEvidence } from "./evidence.ts";
import { excerptOf } from "./excerpt.ts";

const seen = { at: "2026-01-01T00:00:00.000Z", mode: "live", source: "kube", query: "kubectl get pods" } as const;

test("evidence that waits is the same as evidence that does not, and works its content out once", () => {
  let worked = 0;
  const content = (): object => {
    worked += 1;
    return { a: 1 };
  };
  const lazy = lazyEvidence({ ...seen, content, excerpt: () => "it is so" });
  expect(worked).toBe(0);
  const eager = evidence({ ...seen, content: { a: 1 }, excerpt: "it is so" });
  expect(JSON.parse(JSON.stringify(lazy))).toEqual(eager);
  expect(lazy.digest).toBe(digestOf({ a: 1 }));
  expect(worked).toBe(1);
});

test("a long excerpt is cut, and says so", () => {
  expect(evidence({ ...seen, content: "", excerpt: "x".repeat(5000) }).excerpt).toMatch(/x… \(5000 characters\)$/);
});

test("of a pod the excerpt keeps what decides and leaves out what is as it should be", () => {
  const status = {
    phase: "Pending",
    podIP: "10.244.0.1",
    conditions: [
      { type: "Initialized", status: "True", lastTransitionTime: "t" },
      { type: "Ready", status: "False", reason: "ContainersNotReady", lastTransitionTime: "t" },
    ],
    containerStatuses: [
      {
        name: "app",
        ready: false,
        restartCount: 2,
        imageID: "sha256:x",
        state: { waiting: { reason: "CrashLoopBackOff" } },
        lastState: { terminated: { exitCode: 1 } },
      },
    ],
  };
  const text = excerptOf({ apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace: "shop" }, status });
  expect(text).toBe(
    'v1 Pod shop/a {"status":{"phase":"Pending","conditions":[{"type":"Ready","status":"False","reason":"ContainersNotReady"}],"containers":[{"name":"app","ready":false,"restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":1}}}]}}',
  );
});

test("an object whose status says nothing is told by what it says", () => {
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "s" },
    spec: { ports: [{ port: 80 }] },
    status: { loadBalancer: {} },
  };
  expect(excerptOf(service)).toBe('v1 Service s {"spec":{"ports":[{"port":80}]}}');
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" }, data: { PORT: "1" } };
  expect(excerptOf(object)).toBe('v1 ConfigMap c {"data":{"PORT":"1"}}');
});
