import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { vertexAt } from "../../model/objects.ts";
import type { FluxFact, KustomizationFact, RepositoryFile } from "../../model/repository.ts";

const config = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n";

const application = (name: string, options: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec:
  source:
    repoURL: https://example.com/shop
    path: apps
    kustomize: ${options}
  destination: { namespace: shop }
`;

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
      name: "Flux is given a folder in which an object stands twice",
      files: {
        "clusters/a/apps.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec: { path: ./apps, sourceRef: { kind: GitRepository, name: flux-system } }
`,
        "apps/a.yaml": config,
        "apps/b.yaml": config,
      },
      expect: [{ verdict: "fail", places: [{ path: "apps/b.yaml" }] }],
    },
    {
      name: "a file of another folder, which kustomize refuses",
      files: { "shared.yaml": config, "apps/kustomization.yaml": "resources: [../shared.yaml]\n" },
      expect: [{ verdict: "fail", places: [{ path: "apps/kustomization.yaml" }] }],
    },
    {
      name: "a file of another folder, where kustomize is told to take it",
      files: {
        "shared.yaml": config,
        "apps/kustomization.yaml": "resources: [../shared.yaml]\n",
        Makefile: "deploy:\n\tkustomize build apps --load-restrictor LoadRestrictionsNone | kubectl apply -f -\n",
      },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "a component that Flux adds and that is not there",
      files: {
        "clusters/a/apps.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec: { path: clusters/a, sourceRef: { kind: GitRepository, name: flux-system } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec:
  path: apps
  components:
    - ../component
  sourceRef: { kind: GitRepository, name: flux-system }
`,
        "apps/kustomization.yaml": "resources: [a.yaml]\n",
        "apps/a.yaml": config,
      },
      expect: [{ verdict: "fail", places: [{ path: "clusters/a/apps.yaml", line: 12 }] }],
    },
    {
      name: "a patch of one of two Applications that apply a folder",
      files: {
        "argo/one.yaml": application(
          "one",
          '{ namePrefix: one-, patches: [{ target: { kind: ConfigMap }, patch: "[{ op: remove, path: /data/gone }]" }] }',
        ),
        "argo/two.yaml": application("two", "{ nameSuffix: -two }"),
        "apps/kustomization.yaml": "resources: [a.yaml]\n",
        "apps/a.yaml": config,
      },
      expect: [{ verdict: "fail", places: [{ path: "argo/one.yaml", line: 8 }] }],
    },
    {
      name: "a base that is somewhere else",
      files: { "kustomization.yaml": 'resources: ["https://example.com/a.yaml"]\n' },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("kustomization") as Iterable<Vertex<KustomizationFact>>) {
      const found = judged(graph, of, of.value.result);
      if (found) yield found;
    }
    // A folder without a kustomization is built as Flux would make one for it.
    for (const of of graph.ofKind("flux") as Iterable<Vertex<FluxFact>>) {
      const found = of.value.result && judged(graph, of, of.value.result);
      if (found) yield found;
    }
  },
};

/** What is wrong because a file is missing or does not parse is said of that file. */
function judged(graph: Graph, of: Vertex, result: KustomizationFact["result"]): Found | undefined {
  if (result.is === "part") return undefined;
  if (result.is === "built") return { of, verdict: "pass" };
  const { why, at } = result;
  if (hasProblem(graph, at.path)) return undefined;
  const about = `build:${at.path}#${at.field ?? at.line ?? ""}`;
  const verdict = result.is === "failed" ? "fail" : "unknown";
  const common = { verdict, summary: sentence(why), places: [at], about } as const;
  const file = vertexAt<KustomizationFact>(graph, `kustomization:${at.path}`);
  if (!file) return { ...common, of: vertexAt(graph, `file:${at.path}`) ?? of };
  const entry = file.value.paths.find(({ field }) => field === at.field);
  if (entry && (entry.found === "absent" || hasProblem(graph, entry.target))) return undefined;
  const field = at.field === undefined ? {} : { field: at.field };
  const listed = entry?.found === "file" ? [{ path: entry.target, line: 1 }] : [];
  return { ...common, of: file, ...field, places: [at, ...listed], ...(entry ? { actual: entry.written } : {}) };
}

function hasProblem(graph: Graph, path: string): boolean {
  return vertexAt<RepositoryFile>(graph, `file:${path}`)?.value.problem !== undefined;
}

/** A path or address at its beginning stays as it is. */
function sentence(text: string): string {
  return /^\S*[./]\S/.test(text) ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
}

export default kustomizeBuilds;
