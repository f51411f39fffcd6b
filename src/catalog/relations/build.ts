import type { Build } from "../../model/builds.ts";
import { builtBy } from "../../model/built-image.ts";
import type { Relation } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";

const pod = (image: string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api", namespace: "shop" },
  spec: { containers: [{ name: "api", image }] },
});
const compose = "services:\n  api:\n    image: registry.example.org/shop/api\n    build: api\n";
const skaffold = `apiVersion: skaffold/v4beta13
kind: Config
build: { artifacts: [{ image: api, context: api }] }
`;
const dockerfile = { "api/Dockerfile": "FROM scratch\n" };

const build: Relation = {
  id: "build",
  title: "An image of a container is built in this repository",
  why: "What the program reads and where it listens stands in its sources, and both must fit what the manifest says.",
  needs: ["build"],
  starts: templateKinds,
  local: false,
  binds: false,
  examples: [
    {
      name: "by its full name",
      objects: [pod("registry.example.org/shop/api:1")],
      files: { ...dockerfile, "compose.yaml": compose },
      expect: [{ to: "build:api/Dockerfile", field: "spec.containers[0].image" }],
    },
    {
      name: "the registry is chosen when it is built",
      objects: [pod("registry.example.org/shop/api:1@sha256:0123456789abcdef0123456789abcdef")],
      files: { ...dockerfile, "skaffold.yaml": skaffold },
      expect: [{ to: "build:api/Dockerfile" }],
    },
    {
      name: "a program of others that is called the same",
      objects: [pod("quay.io/vendor/api:1")],
      files: { ...dockerfile, "skaffold.yaml": skaffold },
      expect: [],
    },
    { name: "an image of others", objects: [pod("nginx:1")], expect: [] },
  ],
  *edges(vertex, graph) {
    const at = templateAt(vertex);
    for (const { container, field } of at ? containersAt(at) : []) {
      const to = buildOf(graph, container.image ?? "");
      if (to) yield { from: vertex.id, to, relation: "build", field: `${field}.image` };
    }
  },
};

/** The build that surely makes an image: of several that may, only one by its full name. */
function buildOf(graph: Graph, image: string): string | undefined {
  const found = { name: new Set<string>(), tail: new Set<string>() };
  for (const { id, value } of graph.ofKind("build") as Iterable<Vertex<Build>>) {
    for (const { name } of value.images) {
      const how = builtBy(image, name);
      if (how !== undefined) found[how].add(id);
    }
  }
  const best = found.name.size > 0 ? found.name : found.tail;
  return best.size === 1 ? [...best][0] : undefined;
}

export default build;
