import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { vertexAt } from "../../model/objects.ts";
import type { FluxFact, PathReference } from "../../model/repository.ts";

const kustomization = (path: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec:
  path: ${path}
  sourceRef: { kind: GitRepository, name: flux-system }
`;
const config = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n";

const fluxPathExists: Check = {
  id: "flux-path-exists",
  title: "Folders that Flux is told to apply exist",
  why: "A Kustomization whose path is not there applies nothing, and everything that it applied before is left as it was.",
  remedy: "Name the folder as it is seen from the root of the repository.",
  severity: "error",
  needs: ["flux"],
  examples: [
    {
      name: "it is there",
      files: { "clusters/a/apps.yaml": kustomization("./apps"), "apps/a.yaml": config },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "it was moved",
      files: { "clusters/a/apps.yaml": kustomization("./app"), "apps/a.yaml": config },
      expect: [
        {
          verdict: "fail",
          actual: "./app",
          expected: "./apps",
          places: [{ path: "clusters/a/apps.yaml", line: 5 }],
          fix: [{ set: "./apps" }],
        },
      ],
    },
    {
      name: "a file is no folder",
      files: { "clusters/a/apps.yaml": kustomization("./apps/a.yaml"), "apps/a.yaml": config },
      expect: [{ verdict: "fail", expected: "./apps" }],
    },
    {
      name: "it is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "clusters/a/apps.yaml": kustomization("./apps/${CLUSTER}"), "apps/a.yaml": config },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const fact of graph.ofKind("flux") as Iterable<Vertex<FluxFact>>) {
      const { source, path } = fact.value;
      const of = kustomizationOf(graph, fact);
      if (source === "elsewhere") continue;
      if (!path) yield { of, verdict: "unknown", field: "spec.path", summary: "The path is filled in later" };
      else if (path.found === "folder") yield { of, verdict: "pass" };
      else yield missing(of, fact, path);
    }
  },
};

/** The one that is made when Flux is installed has no file of its own. */
function kustomizationOf(graph: Graph, fact: Vertex<FluxFact>): Vertex {
  return vertexAt(graph, fact.value.kustomization) ?? fact;
}

function missing(
  of: Vertex,
  { value: { at } }: Vertex<FluxFact>,
  { written, target, found, nearest }: PathReference,
): Found {
  const folder = found === "file" ? (target.includes("/") ? target.slice(0, target.lastIndexOf("/")) : ".") : nearest;
  const expected = folder === undefined ? undefined : written.startsWith("./") ? `./${folder}` : folder;
  const near = found === "absent" && nearest !== undefined ? `; ${nearest} does` : "";
  return {
    of,
    field: "spec.path",
    verdict: "fail",
    summary: found === "file" ? `${target} is a file, and Flux applies folders` : `${target} does not exist${near}`,
    actual: written,
    places: [at],
    ...(expected === undefined ? {} : { expected, fix: [{ at, set: expected }] }),
    about: `missing:file:${target}`,
  };
}

export default fluxPathExists;
