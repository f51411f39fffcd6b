import { describe, expect, test } from "vitest";
import type { EndpointSlice, Service } from "../../model/kubernetes/workload.ts";
import { createNetwork, type Dialing, dialProblem, type Port } from "./dial.ts";
import type { ServiceView } from "./dns.ts";

const port: Port = { protocol: "tcp", respond: () => ({ status: 200, body: "" }), serving: () => true };

function service(namespace: string, name: string, spec: Partial<Service["spec"]>): Service {
  return { apiVersion: "v1", kind: "Service", metadata: { namespace, name }, spec: { ...spec } };
}

function slice(address: string, target: number, ready = true): EndpointSlice {
  const endpoints = [{ addresses: [address], conditions: { ready }, hostname: "db-0" }];
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "s" },
    addressType: "IPv4",
    endpoints,
    ports: [{ name: "", port: target }],
  };
}

const services = [
  service("shop", "job-runner", { clusterIP: "10.96.1.1", ports: [{ port: 50056 }] }),
  service("shop", "deaf", { clusterIP: "10.96.1.2", ports: [{ port: 80 }] }),
  service("shop", "empty", { clusterIP: "10.96.1.3", ports: [{ port: 80 }] }),
  service("shop", "peers", { clusterIP: "None", ports: [{ port: 7000 }] }),
  service("shop", "elsewhere", { type: "ExternalName", externalName: "broker.queue.svc.cluster.local" }),
  service("queue", "broker", { clusterIP: "10.96.1.4", ports: [{ port: 4222 }] }),
  service("default", "kubernetes", { clusterIP: "10.96.0.1", ports: [{ port: 443 }] }),
];
const slices: Readonly<Record<string, readonly EndpointSlice[]>> = {
  "shop/job-runner": [slice("10.244.1.5", 50056)],
  "shop/deaf": [slice("10.244.1.5", 8081)],
  "shop/empty": [slice("10.244.1.5", 50056, false)],
  "shop/peers": [slice("10.244.1.5", 7000)],
  "queue/broker": [slice("10.244.1.6", 4222)],
};
const view: ServiceView = {
  service: (namespace, name) =>
    services.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name),
  serviceAt: (address) => services.find(({ spec }) => spec.clusterIP === address),
  slices: (namespace, name) => slices[`${namespace}/${name}`] ?? [],
};

const network = createNetwork();
network.join("10.244.1.5", { port: (number) => ([50056, 7000].includes(number) ? port : undefined) });
network.join("10.244.1.6", { port: (number) => (number === 4222 ? port : undefined) });
const dialing: Dialing = {
  namespace: "shop",
  own: { port: (number) => (number === 9 ? port : undefined) },
  network,
  services: view,
};
const dial = (text: string): string | undefined => dialProblem(text, dialing);

describe("a program that connects", () => {
  test.each([
    "job-runner:50056",
    "job-runner.shop:50056",
    "grpc://job-runner.shop.svc:50056",
    "http://job-runner.shop.svc.cluster.local:50056/path?x",
    "nats://user:word@broker.queue:4222",
    "elsewhere:4222",
    "peers:7000",
    "10.244.1.5:7000",
    "localhost:9",
    "https://kubernetes.default.svc",
  ])("reaches %s", (text) => expect(dial(text)).toBeUndefined());

  test.each([
    ["job-runner:50055", "dial tcp 10.96.1.1:50055: connect: connection refused"],
    ["deaf:80", "dial tcp 10.96.1.2:80: connect: connection refused"],
    ["empty:80", "dial tcp 10.96.1.3:80: connect: connection refused"],
    ["job_runner:50056", "dial tcp: lookup job_runner on 10.96.0.10:53: no such host"],
    ["broker:4222", "dial tcp: lookup broker on 10.96.0.10:53: no such host"],
    ["https://api.example.com", "dial tcp: lookup api.example.com on 10.96.0.10:53: no such host"],
    ["10.244.9.9:80", "dial tcp 10.244.9.9:80: connect: no route to host"],
    ["localhost:10", "dial tcp 127.0.0.1:10: connect: connection refused"],
    ["job-runner", "dial tcp: address job-runner: missing port in address"],
  ])("is told why %s does not answer", (text, problem) => expect(dial(text)).toBe(problem));

  test("reaches one pod of a headless Service by its name", () => {
    expect(dial("db-0.peers:7000")).toBeUndefined();
    expect(dial("db-0.peers.shop.svc.cluster.local:7000")).toBeUndefined();
    expect(dial("db-1.peers:7000")).toContain("no such host");
  });

  test("finds a port on any of those that share an address", () => {
    const shared = createNetwork();
    shared.join("172.18.0.2", { port: () => undefined });
    shared.join("172.18.0.2", { port: (number) => (number === 1 ? port : undefined) });
    expect(shared.at("172.18.0.2", 1)).toBe(port);
    expect(shared.at("172.18.0.2", 2)).toBe("refused");
  });

  test("a host that left is out of reach", () => {
    const other = createNetwork();
    const leave = other.join("10.244.1.7", { port: () => port });
    expect(other.at("10.244.1.7", 1)).toBe(port);
    leave();
    expect(other.at("10.244.1.7", 1)).toBe("unreachable");
  });
});
