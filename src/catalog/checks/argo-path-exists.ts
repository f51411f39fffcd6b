import type { Check, Found } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import { vertexAt } from "../../model/objects.ts";
import type { ArgoFact } from "../../model/repository.ts";
import { ownAddresses, plainAddress } from "../../model/repository-address.ts";

const application = (
  name: string,
  path: string,
  repository = "https://example.com/shop",
): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec:
  source:
    repoURL: ${repository}
    path: ${path}
  destination: { namespace: shop }
`;
const config = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n";

const argoPathExists: Check = {
  id: "argo-path-exists",
  title: "Folders that Argo CD is told to apply exist",
  why: "An Application whose path is not there cannot be compared or synced; what it applied before stays as it was.",
  remedy: "Name the folder as it is seen from the root of the repository.",
  severity: "error",
  needs: ["argo"],
  examples: [
    {
      name: "it is there",
      files: { "argo/a.yaml": application("a", "apps/a"), "apps/a/a.yaml": config },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "it was moved, in the repository from which others are applied",
      files: {
        "argo/a.yaml": application("a", "apps/a"),
        "argo/web.yaml": application("web", "apps/wep"),
        "apps/a/a.yaml": config,
        "apps/web/b.yaml": config,
      },
      expect: [
        { verdict: "pass" },
        { verdict: "fail", actual: "apps/wep", expected: "apps/web", places: [{ path: "argo/web.yaml", line: 7 }] },
      ],
    },
    {
      name: "a generator that looks where nothing is",
      files: {
        "argo/a.yaml": application("a", "apps/a"),
        "argo/set.yaml": `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all, namespace: argocd }
spec:
  generators:
    - git:
        repoURL: https://example.com/shop
        directories:
          - path: app/*
  template:
    metadata: { name: "{{path.basename}}" }
    spec: { source: { repoURL: "https://example.com/shop", path: "{{path}}" } }
`,
        "apps/a/a.yaml": config,
      },
      expect: [
        { verdict: "pass" },
        { verdict: "fail", actual: "app/*", expected: "apps", places: [{ path: "argo/set.yaml", line: 9 }] },
      ],
    },
    {
      name: "it may be in another repository",
      files: { "argo/a.yaml": application("a", "deploy", "https://example.com/other") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    const facts = [...(graph.ofKind("argo") as Iterable<Vertex<ArgoFact>>)].map(({ value }) => value);
    const own = ownAddresses(graph);
    for (const fact of facts) {
      const of = vertexAt(graph, fact.application);
      if (of) yield fact.path.found === "folder" ? { of, verdict: "pass" } : missing(of, { fact, own });
    }
  },
};

interface Asked {
  readonly fact: ArgoFact;
  readonly own: ReadonlySet<string>;
}

function missing(of: Vertex, { fact: { field, path, repository }, own }: Asked): Found {
  const common = { of, field: `${field}.path`, actual: path.written, about: `missing:file:${path.target}` };
  if (path.written.includes("{{"))
    return { ...common, verdict: "unknown", summary: `The path ${path.written} is made up by a template` };
  if (!own.has(plainAddress(repository)))
    return {
      ...common,
      verdict: "unknown",
      summary: `${path.written} may be in ${repository}, which is not read here`,
    };
  const near = path.nearest === undefined ? {} : { expected: path.nearest };
  return { ...common, verdict: "fail", summary: `${path.target} does not exist`, ...near };
}

export default argoPathExists;
