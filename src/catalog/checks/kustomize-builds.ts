import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import type { KustomizationFact, RepositoryFile } from "../../model/repository.ts";

const config = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n";

const kustomizeBuilds: Check = {
  id: "kustomize-builds",
  title: "Kustomizations can be built",
  why: "What cannot be built is not applied at all: everything in it stays as it was.",
  remedy: "Mend the place that kustomize stops at; kubectl kustomize FOLDER says when it is right.",
  severity: "error",
  needs: ["kustomization"],
  examples: [
    {
      name: "it builds",
      files: { "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": config },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a patch of something that is not there",
      files: {
        "kustomization.yaml":
          "resources: [a.yaml]\npatches:\n  - patch: |-\n      apiVersion: v1\n      kind: ConfigMap\n      metadata: { name: b }\n",
        "a.yaml": config,
      },
      expect: [{ verdict: "fail", places: [{ path: "kustomization.yaml" }] }],
    },
    {
      name: "the same object twice, said once for two overlays",
      files: {
        "base/kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
        "base/a.yaml": config,
        "base/b.yaml": config,
        "dev/kustomization.yaml": "resources: [../base]\n",
        "prod/kustomization.yaml": "resources: [../base]\n",
      },
      expect: [{ verdict: "fail", places: [{ path: "base/kustomization.yaml" }] }],
    },
    {
      name: "a base that is somewhere else",
      files: { "kustomization.yaml": 'resources: ["https://example.com/a.yaml"]\n' },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("kustomization") as Iterable<Vertex<KustomizationFact>>) {
      const found = judged(graph, of);
      if (found) yield found;
    }
  },
};

/** What is wrong because a file is missing or does not parse is said of that file. */
function judged(graph: Graph, of: Vertex<KustomizationFact>): Found | undefined {
  const { result } = of.value;
  if (result.is === "part") return undefined;
  if (result.is === "built") return { of, verdict: "pass" };
  const { why: summary, at } = result;
  const there = graph.sight(`kustomization:${at.path}`);
  const place = there.seen && there.value ? (there.value as Vertex<KustomizationFact>) : of;
  if (result.is === "failed" && isTold(graph, place, at.field)) return undefined;
  const about = `build:${at.path}#${at.field ?? at.line ?? ""}`;
  const verdict = result.is === "failed" ? "fail" : "unknown";
  const field = at.path === place.value.file && at.field !== undefined ? { field: at.field } : {};
  return { of: place, verdict, ...field, summary: sentence(summary), places: [at], about };
}

function isTold(graph: Graph, { value }: Vertex<KustomizationFact>, field: string | undefined): boolean {
  if (hasProblem(graph, value.file)) return true;
  const path = value.paths.find((one) => one.field === field);
  return path !== undefined && (path.found === "absent" || hasProblem(graph, path.target));
}

function hasProblem(graph: Graph, path: string): boolean {
  const look = graph.sight(`file:${path}`);
  return look.seen && (look.value?.value as RepositoryFile | undefined)?.problem !== undefined;
}

/** A path or address at its beginning stays as it is. */
function sentence(text: string): string {
  return /^\S*[./]\S/.test(text) ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
}

export default kustomizeBuilds;
