import { describe, expect, it } from "vitest";
import relations from "../catalog/relations/index.gen.ts";
import type { Relation } from "../model/catalog.ts";
import type { Vertex } from "../model/graph.ts";
import type { KubeObject } from "../model/kubernetes/object.ts";
import { objectId } from "../model/subject.ts";
import { memoryWorld } from "../world/memory.ts";
import { createGraph, type FactGraph } from "./graph.ts";

const { evidence } = await memoryWorld({ name: "graph", expect: [] }).kube.identity();

function vertexOf(object: object): Vertex {
  const value = object as KubeObject;
  const { namespace, name } = value.metadata;
  const ref = {
    apiVersion: value.apiVersion,
    kind: value.kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
  };
  return { id: objectId(ref), subject: { kind: "object", ref }, value, evidence };
}

const pod = (name: string, app: string, more: { status?: object; resourceVersion?: string } = {}): Vertex =>
  vertexOf({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop", uid: name, labels: { app }, resourceVersion: more.resourceVersion ?? "1" },
    spec: { containers: [{ name: "c" }] },
    ...(more.status ? { status: more.status } : {}),
  });
const service = vertexOf({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "api", namespace: "shop" },
  spec: { selector: { app: "api" } },
});

const selected = (graph: FactGraph): readonly string[] => [...graph.out(service.id, "selector")].map(({ to }) => to);

describe("the graph", () => {
  it("finds edges of what came later, and loses those of what changed or went", () => {
    const graph = createGraph(relations, evidence);
    graph.add({ vertex: service });
    expect(selected(graph)).toEqual([]);
    graph.add({ vertex: pod("a", "api") });
    graph.add({ vertex: pod("b", "api") });
    expect(selected(graph)).toEqual(["cluster:v1/Pod/shop/a", "cluster:v1/Pod/shop/b"]);
    expect([...graph.in("cluster:v1/Pod/shop/a", "selector")].map(({ from }) => from)).toEqual([service.id]);
    graph.add({ vertex: pod("a", "other", { resourceVersion: "2" }) });
    expect(selected(graph)).toEqual(["cluster:v1/Pod/shop/b"]);
    graph.add({ gone: "cluster:v1/Pod/shop/b" });
    expect(selected(graph)).toEqual([]);
    expect([...graph.in("cluster:v1/Pod/shop/b")]).toEqual([]);
  });

  it("moves no edge for a status", () => {
    let asked = 0;
    const counting: Relation[] = relations.map((relation) => ({
      ...relation,
      edges: (vertex, graph) => {
        asked += 1;
        return relation.edges(vertex, graph);
      },
    }));
    const graph = createGraph(counting, evidence);
    graph.add({ vertex: service });
    graph.add({ vertex: pod("a", "api") });
    expect(selected(graph)).toHaveLength(1);
    const before = asked;
    graph.add({ vertex: pod("a", "api", { status: { phase: "Running" }, resourceVersion: "2" }) });
    expect(selected(graph)).toHaveLength(1);
    expect(asked).toBe(before);
    const look = graph.sight("cluster:v1/Pod/shop/a");
    expect(look).toMatchObject({ value: { value: { status: { phase: "Running" } } } });
  });

  it("does not go back to an older version of the same object, but takes a new object of the same name", () => {
    const graph = createGraph(relations, evidence);
    graph.add({ vertex: pod("a", "api", { resourceVersion: "20" }) });
    graph.add({ vertex: pod("a", "old", { resourceVersion: "9" }) });
    expect([...graph.labelled("v1/Pod", { key: "app", value: "api" }, { namespace: "shop" })]).toHaveLength(1);
    const anew = pod("a", "new", { resourceVersion: "5" });
    const value = anew.value as KubeObject;
    graph.add({ vertex: { ...anew, value: { ...value, metadata: { ...value.metadata, uid: "another" } } } });
    expect([...graph.labelled("v1/Pod", { key: "app", value: "new" }, { namespace: "shop" })]).toHaveLength(1);
  });

  it("says that something is absent only where a complete list was seen", () => {
    const graph = createGraph(relations, evidence);
    const secret = "cluster:v1/Secret/shop/keys";
    expect(graph.sight(secret).seen).toBe(false);
    graph.add({ covers: "v1/Secret@other", look: { seen: true, value: "complete", evidence } });
    expect(graph.sight(secret).seen).toBe(false);
    graph.add({ covers: "v1/Secret", look: { seen: false, why: "forbidden", evidence } });
    expect(graph.sight(secret)).toMatchObject({ seen: false, why: "forbidden" });
    graph.add({ covers: "v1/Secret@shop", look: { seen: true, value: "complete", evidence } });
    expect(graph.sight(secret)).toMatchObject({ seen: true, value: null });
  });

  it("answers in the same order whatever came first", () => {
    const vertices = [service, pod("b", "api"), pod("a", "api"), pod("c", "api")];
    const tell = (order: readonly Vertex[]): unknown => {
      const graph = createGraph(relations, evidence);
      for (const vertex of order) graph.add({ vertex });
      return [[...graph.ofKind("v1/Pod")].map(({ id }) => id), selected(graph)];
    };
    expect(tell([...vertices].reverse())).toEqual(tell(vertices));
  });

  it("keeps what a plan declares apart from the cluster", () => {
    const graph = createGraph(relations, evidence);
    const value = service.value as KubeObject;
    const ref = { apiVersion: "v1", kind: "Service", namespace: "shop", name: "api", in: "plan" };
    graph.add({ vertex: { id: objectId(ref), subject: { kind: "object", ref }, value, evidence } });
    expect([...graph.ofKind("v1/Service")]).toEqual([]);
    expect([...graph.ofKind("v1/Service", { in: "plan", namespace: "shop" })]).toHaveLength(1);
  });
});
