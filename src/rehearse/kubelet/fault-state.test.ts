import { describe, expect, test } from "vitest";
import type { FaultKind, FaultTarget } from "../../model/fault.ts";
import { type ImageReference, parseImage } from "../../model/kubernetes/image.ts";
import type { Pod, PodSpec } from "../../model/kubernetes/pod.ts";
import type { Fault } from "../group.ts";
import { activate, imageFault, processFaults } from "./fault-state.ts";
import { applyEffect, revert } from "./fault-template.ts";

const shape = { title: "", why: "", parameters: {}, symptom: { reason: "" } };
const kinds: readonly FaultKind[] = [
  { ...shape, id: "absent", needs: ["image"], effect: () => ({ kind: "image", answer: "absent" }) },
  { ...shape, id: "untrusted", needs: [], effect: () => ({ kind: "image", answer: "untrusted" }) },
  {
    ...shape,
    id: "crash",
    needs: [],
    parameters: { seconds: { description: "", default: 3 } },
    effect: ({ seconds }) => ({ kind: "process", does: "exit", afterSeconds: Number(seconds) }),
  },
];

function fault(id: string, target: FaultTarget, parameters: Record<string, number> = {}): Fault {
  const spec = { fault: id, target, with: parameters };
  return { apiVersion: "rehearse.salvor.dev/v1", kind: "Fault", metadata: { name: id }, spec };
}

const image = (text: string): ImageReference => parseImage(text) ?? { host: "", repository: "" };
const active = (one: Fault) => {
  const made = activate(one, kinds, 0);
  if (typeof made === "string") throw new Error(made);
  return made;
};

test("a fault that cannot be says why", () => {
  expect(activate(fault("other", {}), kinds, 0)).toBe('There is no fault "other" in the catalogue.');
  expect(activate(fault("absent", {}), kinds, 0)).toBe("The fault absent needs target.image.");
  expect(activate(fault("crash", {}, { secs: 1 }), kinds, 0)).toBe('The fault crash has no parameter "secs".');
  expect(active(fault("crash", {})).effect).toMatchObject({ afterSeconds: 3 });
});

describe("a fault of images", () => {
  const answer = (id: string, target: string, asked: string) =>
    imageFault([active(fault(id, { image: target }))], image(asked));

  test("means a repository, or one tag of it", () => {
    expect(answer("absent", "r.example/shop/api", "r.example/shop/api:v1")).toBe("absent");
    expect(answer("absent", "r.example/shop/api", "r.example/shop/api2:v1")).toBeUndefined();
    expect(answer("absent", "r.example/shop/api:v1", "r.example/shop/api:v2")).toBeUndefined();
    expect(answer("absent", "r.example:5000/api", "r.example:5000/api:v2")).toBe("absent");
    expect(answer("absent", "nginx", "docker.io/library/nginx:1")).toBe("absent");
  });

  test("of a certificate means the whole registry; a bare host means it for every fault", () => {
    expect(answer("untrusted", "r.example/shop/api", "r.example/other:v1")).toBe("untrusted");
    expect(answer("absent", "r.example", "r.example/other:v1")).toBe("absent");
    expect(answer("absent", "r.example:5000", "r.example:5000/other:v1")).toBe("absent");
  });
});

describe("a fault of processes", () => {
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "api-5cbf", uid: "u", controller: true };
  const pod: Pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "api-5cbf-x",
      namespace: "shop",
      labels: { "pod-template-hash": "5cbf" },
      ownerReferences: [owner],
    },
    spec: { containers: [] },
  };
  const meant = (target: FaultTarget): boolean =>
    processFaults([active(fault("crash", target))], { pod, container: "main", image: image("r.example/api:v1") })
      .length > 0;

  test("finds the containers of a workload through its ReplicaSet", () => {
    expect(meant({ namespace: "shop", object: "Deployment/api" })).toBe(true);
    expect(meant({ object: "ReplicaSet/api-5cbf" })).toBe(true);
    expect(meant({ object: "Deployment/api-5cbf" })).toBe(false);
    expect(meant({ namespace: "other", object: "Deployment/api" })).toBe(false);
    expect(meant({ object: "Deployment/api", container: "side" })).toBe(false);
    expect(meant({ image: "r.example/api" })).toBe(true);
    expect(meant({ image: "r.example/web" })).toBe(false);
  });
});

describe("a fault of a template", () => {
  const spec = (): PodSpec => ({
    containers: [
      { name: "a", readinessProbe: { httpGet: { port: "web" } }, livenessProbe: { httpGet: { port: 80 } } },
      { name: "b", livenessProbe: { tcpSocket: { port: 81 } } },
    ],
    nodeSelector: { zone: "a" },
  });

  test.each([
    { kind: "template", change: "probe-port", value: 9 } as const,
    { kind: "template", change: "node-selector", value: "pool=retired" } as const,
    { kind: "template", change: "node-selector", value: "zone=b" } as const,
  ])("is undone to what was there before: %j", (effect) => {
    const changed = spec();
    const kept = applyEffect(changed, {}, effect);
    expect(changed).not.toEqual(spec());
    expect(applyEffect(changed, {}, effect)).toBeUndefined();
    if (typeof kept === "object") revert(changed, kept);
    expect(changed).toEqual(spec());
  });

  test("moves the readiness probe alone where there is one, and only of the container that is meant", () => {
    const changed = spec();
    applyEffect(changed, { container: "a" }, { kind: "template", change: "probe-port", value: 9 });
    expect(changed.containers.map(({ readinessProbe }) => readinessProbe?.httpGet?.port)).toEqual([9, undefined]);
    expect(changed.containers[0]?.livenessProbe?.httpGet?.port).toBe(80);
    expect(changed.containers[1]?.livenessProbe?.tcpSocket?.port).toBe(81);
  });

  test("does not undo what somebody has changed since", () => {
    const changed = spec();
    const kept = applyEffect(changed, {}, { kind: "template", change: "node-selector", value: "zone=b" });
    changed.nodeSelector = { zone: "c" };
    if (typeof kept === "object") revert(changed, kept);
    expect(changed.nodeSelector).toEqual({ zone: "c" });
  });
});
