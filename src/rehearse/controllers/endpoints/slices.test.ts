import { expect, test } from "vitest";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import type { EndpointSlice, Node, Service } from "../../../model/kubernetes/workload.ts";
import { planSlices, type SlicePlan } from "./slices.ts";
import { subsetsOf } from "./subsets.ts";

const service: Service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { namespace: "shop", name: "web", uid: "service", labels: { app: "web" } },
  spec: { clusterIP: "10.96.0.7", selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: "http" }] },
};
const node: Node = { apiVersion: "v1", kind: "Node", metadata: { name: "one" }, spec: {} };

function pod(name: string, more: { port?: number; ready?: boolean; ending?: boolean; ip?: string } = {}): Pod {
  const { port = 8080, ready = true, ending = false, ip = `10.244.0.${name}` } = more;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      namespace: "shop",
      name,
      uid: name,
      labels: { app: "web" },
      ...(ending ? { deletionTimestamp: "2026-01-01T00:00:00Z" } : {}),
    },
    spec: { nodeName: "one", containers: [{ name: "app", ports: [{ name: "http", containerPort: port }] }] },
    status: {
      phase: "Running",
      podIP: ip,
      podIPs: ip ? [{ ip }] : [],
      conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
    },
  };
}

function plan(pods: readonly Pod[], existing: readonly EndpointSlice[] = [], of: Service = service): SlicePlan {
  return planSlices(of, { pods, node: () => node }, existing);
}

/** The slice that a draft would become. */
function made(pods: readonly Pod[], name: string): EndpointSlice {
  const draft = plan(pods).create[0];
  const metadata = { ...draft?.metadata, name, generation: 1 };
  return { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", ...draft, metadata } as unknown as EndpointSlice;
}

test("a pod is listed with its conditions; without an address it is not", () => {
  const pods = [pod("1"), pod("2", { ready: false }), pod("3", { ending: true }), pod("4", { ip: "" })];
  const [slice] = plan(pods).create;
  const endpoints = slice?.endpoints as EndpointSlice["endpoints"];
  expect(endpoints.map(({ addresses, conditions }) => [addresses[0], conditions])).toEqual([
    ["10.244.0.1", { ready: true, serving: true, terminating: false }],
    ["10.244.0.2", { ready: false, serving: false, terminating: false }],
    ["10.244.0.3", { ready: false, serving: true, terminating: true }],
  ]);
  expect(slice).toMatchObject({
    metadata: {
      generateName: "web-",
      labels: {
        app: "web",
        "kubernetes.io/service-name": "web",
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
      },
      ownerReferences: [{ kind: "Service", name: "web", uid: "service", controller: true, blockOwnerDeletion: true }],
    },
    addressType: "IPv4",
    ports: [{ name: "http", port: 8080, protocol: "TCP" }],
  });
});

test("a named port that means another number in each pod makes a slice for each", () => {
  const { create } = plan([pod("1"), pod("2", { port: 9090 })]);
  expect(create.map((draft) => draft.ports)).toEqual([
    [{ name: "http", port: 8080, protocol: "TCP" }],
    [{ name: "http", port: 9090, protocol: "TCP" }],
  ]);
});

test("a hundred endpoints fill a slice; nothing is written while nothing changed", () => {
  const pods = Array.from({ length: 101 }, (_, index) => pod(String(index)));
  expect(plan(pods).create.map((draft) => (draft.endpoints as unknown[]).length)).toEqual([100, 1]);
  expect(plan([pod("1")], [made([pod("1")], "web-a")])).toEqual({ create: [], update: [], remove: [] });
});

test("the last slice of a Service is emptied, not deleted, and the empty one is kept", () => {
  const emptied = plan([], [made([pod("1")], "web-a")]);
  expect(emptied.create.length + emptied.remove.length).toBe(0);
  expect(emptied.update).toMatchObject([{ metadata: { name: "web-a" }, ports: [], endpoints: [] }]);
  expect(plan([], [...emptied.update])).toEqual({ create: [], update: [], remove: [] });
});

test("publishNotReadyAddresses makes every address ready", () => {
  const headless: Service = {
    ...service,
    spec: { ...service.spec, clusterIP: "None", publishNotReadyAddresses: true },
  };
  const [draft] = plan([pod("1", { ready: false })], [], headless).create;
  expect(draft?.metadata.labels).toHaveProperty(["service.kubernetes.io/headless"], "");
  expect(draft?.endpoints).toMatchObject([{ conditions: { ready: true, serving: false } }]);
});

test("the older form keeps ready and not ready apart, and leaves out who is ending", () => {
  const pods = [pod("2"), pod("1"), pod("3", { ready: false }), pod("4", { ending: true })];
  expect(
    subsetsOf(service, pods).map(({ addresses, notReadyAddresses, ports }) => [
      addresses?.map((entry) => entry.ip),
      notReadyAddresses?.map((entry) => entry.ip),
      ports,
    ]),
  ).toEqual([[["10.244.0.1", "10.244.0.2"], ["10.244.0.3"], [{ name: "http", port: 8080, protocol: "TCP" }]]]);
});
