import type { Build } from "../../model/builds.ts";
import type { Check } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { parseImage } from "../../model/kubernetes/image.ts";
import { nearest } from "../../model/nearest.ts";
import { vertexAt } from "../../model/objects.ts";

const pod = (name: string): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop }
spec: { containers: [{ name: app, image: "registry.example.org/shop/${name}:1" }] }
`;
const built = {
  "docker-compose.yaml": `services:
  api: { image: registry.example.org/shop/api, build: api }
  web: { image: registry.example.org/shop/web, build: web }
`,
  "api/Dockerfile": "FROM scratch\n",
  "web/Dockerfile": "FROM scratch\n",
  "api.yaml": pod("api"),
  "web.yaml": pod("web"),
};

const imagesBuilt: Check = {
  id: "images-built",
  title: "Images of this repository's own registry are built here",
  why: "An image beside those that are built here, which nobody builds, is often a misspelt name; nobody ever pushed it.",
  remedy: "Name the image that is built, or build it.",
  severity: "warning",
  needs: ["build"],
  examples: [
    { name: "each of them is built", files: built, expect: [{ verdict: "pass" }] },
    {
      name: "one with a misspelt name",
      files: { ...built, "worker.yaml": pod("apii") },
      expect: [
        { verdict: "fail", actual: "registry.example.org/shop/apii", expected: "registry.example.org/shop/api" },
      ],
    },
    {
      name: "images of others",
      files: { ...built, "db.yaml": pod("db").replace("registry.example.org/shop/db", "postgres") },
      expect: [{ verdict: "pass" }],
    },
  ],
  *run(graph) {
    const own = ownNamespaces(graph);
    for (const { from, to, field } of graph.edges("image")) {
      const name = to.slice("image:".length);
      const space = namespaceOf(name);
      const siblings = space === undefined ? undefined : own.get(space);
      const of = vertexAt(graph, from);
      if (!siblings || siblings.size < 2 || !of) continue;
      const at = field === undefined ? { of } : { of, field };
      const wanted = untagged(name);
      const isBuilt = [...graph.out(from, "build")].some((edge) => edge.field === field);
      // What has no name like one of those may be built in another repository.
      const near = isBuilt ? undefined : nearest(wanted, siblings);
      if (near === undefined) {
        yield { ...at, verdict: "pass" };
        continue;
      }
      yield {
        ...at,
        verdict: "fail",
        summary: `Nothing in this repository builds ${wanted}; it builds ${near}`,
        actual: wanted,
        expected: near,
        about: `unbuilt:${wanted}`,
      };
    }
  },
};

/**
 * Where images of this repository are kept (`registry.example.org/shop`), with the names of those that it builds: those
 * that workloads run, and every build that leaves the registry to whoever runs it.
 */
function ownNamespaces(graph: Graph): ReadonlyMap<string, ReadonlySet<string>> {
  const builds = [...(graph.ofKind("build") as Iterable<Vertex<Build>>)];
  const bare = builds.flatMap(({ value }) =>
    value.images.map(({ name }) => name).filter((name) => /^[\w.-]+$/.test(name)),
  );
  const run = new Map<string, Set<string>>();
  for (const { from, field } of graph.edges("build")) {
    const image = [...graph.out(from, "image")].find((edge) => edge.field === field)?.to.slice("image:".length);
    const space = image === undefined ? undefined : namespaceOf(image);
    if (image !== undefined && space !== undefined) run.set(space, (run.get(space) ?? new Set()).add(untagged(image)));
  }
  return new Map(
    [...run].map(([space, names]) => [space, new Set([...names, ...bare.map((name) => `${space}/${name}`)])]),
  );
}

function namespaceOf(image: string): string | undefined {
  const parsed = parseImage(image);
  if (!parsed?.repository.includes("/")) return undefined;
  const space = `${parsed.host}/${parsed.repository.slice(0, parsed.repository.lastIndexOf("/"))}`;
  return space === "docker.io/library" ? undefined : space;
}

function untagged(image: string): string {
  const parsed = parseImage(image);
  return parsed ? `${parsed.host}/${parsed.repository}` : image;
}

export default imagesBuilt;
