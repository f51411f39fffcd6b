import { describe, expect, it } from "vitest";
import relations from "../catalog/relations/index.gen.ts";
import type { Fleet, FleetService } from "../model/fleet.ts";
import type { Declared } from "../model/world.ts";
import { memoryWorld } from "../world/memory.ts";
import { addDeclared } from "./declared.ts";
import { createGraph } from "./graph.ts";
import { layersOf } from "./layers.ts";
import { type Unit, unitsOf } from "./units.ts";

const deployment = (name: string, config?: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop, labels: { app: ${name} } }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers: [{ name: c, image: "${name}:1"${config ? `, envFrom: [{ configMapRef: { name: ${config} } }]` : ""} }]
`;
const service = (name: string): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ port: 80 }] }
`;
const config = (name: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: shop }
data: { a: "b" }
`;
const namespace = "\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n";

function fleetOf(layers: readonly string[], services: readonly Partial<FleetService>[]): Fleet {
  return {
    name: "shop",
    folder: ".",
    cluster: {},
    registries: {},
    sources: [],
    layers,
    services: services.map((one) => ({ name: "", dependsOn: [], checks: [], ...one })),
    ignore: [],
    lock: {},
  };
}

async function unitsIn(documents: readonly string[], fleet?: Fleet): Promise<readonly Unit[]> {
  const world = memoryWorld({ name: "plan", files: { "all.yaml": documents.join("---") }, expect: [] });
  const declared: readonly Declared[] = await world.repository.manifests("all.yaml");
  const identity = await world.kube.identity();
  const graph = createGraph(relations, identity.evidence);
  addDeclared(graph, declared);
  return unitsOf(declared, { fleet, graph, relations });
}

const told = (units: readonly Unit[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    units.map(({ name, declared }) => [name, declared.map(({ source: { ref } }) => `${ref.kind}/${ref.name}`)]),
  );

describe("units", () => {
  it("are what edges connect, in the order in which they are written; a namespace stands alone", async () => {
    const documents = [
      deployment("api", "settings"),
      service("api"),
      config("settings"),
      namespace,
      deployment("page"),
    ];
    expect(told(await unitsIn(documents))).toEqual({
      "Namespace/shop": ["Namespace/shop"],
      "Deployment/shop/api": ["ConfigMap/settings", "Service/api", "Deployment/api"],
      "Deployment/shop/page": ["Deployment/page"],
    });
  });

  it("are the objects of a service, and what is connected with that service alone", async () => {
    const ref = (kind: string, name: string): { kind: string; namespace: string; name: string } => ({
      kind,
      namespace: "shop",
      name,
    });
    const fleet = fleetOf(["all"], [{ name: "api", objects: [ref("Deployment", "api")] }, { name: "page" }]);
    const documents = [deployment("api", "settings"), config("settings"), deployment("page"), service("page")];
    expect(told(await unitsIn(documents, fleet))).toEqual({
      api: ["ConfigMap/settings", "Deployment/api"],
      page: ["Service/page", "Deployment/page"],
    });
  });

  it("refuse a service whose object nobody declares", async () => {
    const fleet = fleetOf([], [{ name: "api", objects: [{ kind: "Deployment", namespace: "shop", name: "gone" }] }]);
    await expect(unitsIn([deployment("api")], fleet)).rejects.toThrow(/Deployment\/shop\/gone, and nothing/);
  });
});

describe("layers", () => {
  const orderOf = async (fleet: Fleet): Promise<unknown> => {
    const documents = [namespace, deployment("api"), deployment("store"), deployment("page")];
    return layersOf(await unitsIn(documents, fleet), fleet).map(({ name, units }) => [
      name,
      units.map((one) => one.name),
    ]);
  };

  it("begin with namespaces and follow the fleet, each service after what it depends on", async () => {
    const services = [
      { name: "page", layer: "web", dependsOn: ["api"] },
      { name: "api", layer: "web" },
      { name: "store", layer: "data" },
    ];
    expect(await orderOf(fleetOf(["data", "web"], services))).toEqual([
      ["namespaces", ["Namespace/shop"]],
      ["data", ["store"]],
      ["web", ["api", "page"]],
    ]);
  });

  it("are one without a fleet's layers", async () => {
    const names = [{ name: "api" }, { name: "store" }, { name: "page" }];
    expect(await orderOf(fleetOf([], names))).toEqual([
      ["namespaces", ["Namespace/shop"]],
      ["all", ["api", "store", "page"]],
    ]);
  });

  it("refuse a circle by its members, a later layer, and what is not there", async () => {
    const circle = [
      { name: "api", dependsOn: ["page"] },
      { name: "store", dependsOn: ["api"] },
      { name: "page", dependsOn: ["store"] },
    ];
    await expect(orderOf(fleetOf([], circle))).rejects.toThrow("api → page → store → api");
    const later = [
      { name: "api", layer: "one", dependsOn: ["page"] },
      { name: "page", layer: "two" },
    ];
    await expect(orderOf(fleetOf(["one", "two"], later))).rejects.toThrow(/page of the later layer two/);
    await expect(orderOf(fleetOf([], [{ name: "api", dependsOn: ["cache"] }]))).rejects.toThrow(/depends on cache/);
    await expect(orderOf(fleetOf(["one"], [{ name: "api", layer: "three" }]))).rejects.toThrow(/layer three/);
  });
});
