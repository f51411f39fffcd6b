import { describe, expect, test } from "vitest";
import type { Container, Pod } from "../../model/kubernetes/pod.ts";
import type { Service } from "../../model/kubernetes/workload.ts";
import { type EnvironmentSources, environmentOf, type ReadEntries } from "./environment.ts";
import { linkedServices, serviceVariables } from "./service-links.ts";

const pod: Pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api-1", namespace: "shop", uid: "u1", labels: { app: "api" } },
  spec: { containers: [], nodeName: "node-1" },
};

const entries: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "ConfigMap/addresses": { URL: "http://db", PORT: "1" },
  "Secret/keys": { token: "t" },
};
const read: ReadEntries = async (kind, name) => entries[`${kind}/${name}`];

function sources(services = new Map<string, string>()): EnvironmentSources {
  const self = { pod, podIP: "10.244.1.5", hostIP: "172.18.0.2", allocatable: { memory: "1Gi", cpu: "8" } };
  return { self, services, read };
}

const container = (rest: Partial<Container>): Container => ({ name: "api", image: "api", ...rest });

describe("variables of a container", () => {
  test("env goes over envFrom, and both over the links of Services", async () => {
    const env = await environmentOf(
      container({
        envFrom: [{ configMapRef: { name: "addresses" } }, { prefix: "K_", secretRef: { name: "keys" } }],
        env: [{ name: "PORT", value: "2" }],
      }),
      sources(
        new Map([
          ["PORT", "9"],
          ["DB_SERVICE_HOST", "10.96.0.7"],
        ]),
      ),
    );
    expect(Object.fromEntries(env)).toEqual({
      URL: "http://db",
      PORT: "2",
      K_token: "t",
      DB_SERVICE_HOST: "10.96.0.7",
    });
  });

  test("references to other variables are put in, unknown ones stay, $$ is one dollar", async () => {
    const env = await environmentOf(
      container({
        env: [
          { name: "HOST", value: "db" },
          { name: "ALL", value: "$(HOST):$(DB_PORT) $(LATER) $$(HOST) $" },
          { name: "LATER", value: "x" },
        ],
      }),
      sources(new Map([["DB_PORT", "5432"]])),
    );
    expect(env.get("ALL")).toBe("db:5432 $(LATER) $(HOST) $");
  });

  test("a pod is told of itself and of its limits", async () => {
    const env = await environmentOf(
      container({
        resources: { limits: { cpu: "250m" } },
        env: [
          { name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
          { name: "APP", valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
          { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
          { name: "MEMORY", valueFrom: { resourceFieldRef: { resource: "limits.memory" } } },
        ],
      }),
      sources(),
    );
    expect(Object.fromEntries(env)).toEqual({ IP: "10.244.1.5", APP: "api", CPU: "1", MEMORY: String(2 ** 30) });
  });

  test.each([
    [{ envFrom: [{ secretRef: { name: "jwt-key" } }] }, 'secret "jwt-key" not found'],
    [
      { env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "gone", key: "a" } } }] },
      'configmap "gone" not found',
    ],
    [
      { env: [{ name: "A", valueFrom: { secretKeyRef: { name: "keys", key: "b" } } }] },
      "couldn't find key b in Secret shop/keys",
    ],
    [
      { env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "addresses", key: "b" } } }] },
      "couldn't find key b in ConfigMap shop/addresses",
    ],
  ])("what is missing is named in the kubelet's words: %j", async (rest, message) => {
    await expect(environmentOf(container(rest), sources())).rejects.toThrow(message);
  });

  test("what is optional may be missing", async () => {
    const env = await environmentOf(
      container({
        envFrom: [{ secretRef: { name: "gone", optional: true } }],
        env: [{ name: "A", valueFrom: { secretKeyRef: { name: "keys", key: "b", optional: true } } }],
      }),
      sources(),
    );
    expect(env.size).toBe(0);
  });
});

test("links name a Service as Docker did, headless ones not, and the API server's always", () => {
  const service = (namespace: string, name: string, clusterIP: string): Service => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace, name },
    spec: { clusterIP, ports: [{ name: "grpc", port: 50053 }] },
  });
  const all = [
    service("default", "kubernetes", "10.96.0.1"),
    service("shop", "my-db", "10.96.0.7"),
    service("shop", "peers", "None"),
  ];
  const env = serviceVariables(linkedServices(all, "shop", true));
  expect(env.get("MY_DB_SERVICE_PORT_GRPC")).toBe("50053");
  expect(env.get("MY_DB_PORT")).toBe("tcp://10.96.0.7:50053");
  expect(env.get("MY_DB_PORT_50053_TCP_ADDR")).toBe("10.96.0.7");
  expect([...env.keys()].some((name) => name.startsWith("PEERS"))).toBe(false);
  expect([...serviceVariables(linkedServices(all, "shop", false)).keys()]).toContain("KUBERNETES_SERVICE_HOST");
  expect(serviceVariables(linkedServices(all, "shop", false)).has("MY_DB_PORT")).toBe(false);
});
