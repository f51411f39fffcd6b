import type { Build } from "../../model/builds.ts";
import { builtBy } from "../../model/built-image.ts";
import type { Check } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import type { Opaque } from "../../model/repository.ts";

const pod = `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec: { containers: [{ name: app, image: "registry.example.org/shop/api:1" }] }
`;
const workflow = (name: string): string => `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: docker/build-push-action@v6
        with: { context: ${name}, push: true, tags: "registry.example.org/shop/${name}:1" }
`;
const files = {
  "api.yaml": pod,
  "api/Dockerfile": "FROM scratch\n",
  "old/Dockerfile": "FROM scratch\n",
  ".github/workflows/api.yaml": workflow("api"),
};

const imagesOrphanBuild: Check = {
  id: "images-orphan-build",
  title: "Images that are built are used",
  why: "An image that nothing runs is built, pushed and scanned for nothing; or what should run it names another one.",
  remedy: "Remove the build, or let the workload name this image.",
  severity: "info",
  needs: ["build"],
  examples: [
    { name: "a pod runs it", files, expect: [{ verdict: "pass" }] },
    {
      name: "nothing runs it",
      files: { ...files, ".github/workflows/old.yaml": workflow("old") },
      expect: [
        { verdict: "fail", actual: "registry.example.org/shop/old", places: [{ path: ".github/workflows/old.yaml" }] },
      ],
    },
    {
      name: "other images begin with it",
      files: {
        ...files,
        ".github/workflows/old.yaml": workflow("old"),
        "api/Dockerfile": "FROM registry.example.org/shop/old:1\n",
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a chart that is not rendered may run it",
      files: {
        ...files,
        ".github/workflows/old.yaml": workflow("old"),
        "release.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: shop, namespace: shop }
spec: { chart: { spec: { chart: shop, sourceRef: { kind: HelmRepository, name: shop } } } }
`,
      },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    const builds = [...(graph.ofKind("build") as Iterable<Vertex<Build>>)];
    const bases = builds.flatMap(({ value }) => value.bases);
    // Where none of the images is used, what runs them is in another repository.
    const used = new Set([...graph.edges("build")].map(({ to }) => to));
    if (used.size === 0) return;
    const hidden = firstOpaque(graph);
    for (const of of builds) {
      const [image] = of.value.images;
      if (!image || isForPeople(of) || /[$<]/.test(image.name.slice(image.name.lastIndexOf("/") + 1))) continue;
      if (
        used.has(of.id) ||
        of.value.images.some(({ name }) => bases.some((base) => builtBy(base, name) !== undefined))
      )
        yield { of, verdict: "pass" };
      else if (hidden)
        yield {
          of,
          verdict: "unknown",
          field: image.field,
          summary: `${hidden.value.why}, so it may run ${image.name}`,
          evidence: [hidden.evidence],
        };
      else
        yield {
          of,
          verdict: "fail",
          field: image.field,
          summary: `Nothing that is declared here runs ${image.name}`,
          actual: image.name,
        };
    }
  },
};

/** What compose or make alone builds is often for somebody's own machine. */
function isForPeople({ value, origin }: Vertex<Build>): boolean {
  return value.images.every(({ field }) =>
    /compose[\w.-]*\.ya?ml$|[Mm]akefile$|\.mk$/.test(origin?.(field)?.path ?? ""),
  );
}

function firstOpaque(graph: Graph): Vertex<Opaque> | undefined {
  return [...(graph.ofKind("opaque") as Iterable<Vertex<Opaque>>)].find(({ value }) => !value.sample);
}

export default imagesOrphanBuild;
