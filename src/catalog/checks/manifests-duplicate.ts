import type { Check, Found } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import { everyObject, vertexAt } from "../../model/objects.ts";
import type { Duplicate } from "../../model/repository.ts";

const config = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
const flux = (name: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec: { path: ./${name}, sourceRef: { kind: GitRepository, name: flux-system } }
`;

const manifestsDuplicate: Check = {
  id: "manifests-duplicate",
  title: "What is applied together declares each object once",
  why: "Of two declarations the one that is applied last wins, or both win in turn: each change of one undoes the other.",
  remedy: "Keep one of them, or give the other its own name or namespace.",
  severity: "error",
  needs: ["*"],
  examples: [
    { name: "once", files: { "a.yaml": `${config("a")}---\n${config("b")}` }, expect: [{ verdict: "pass" }] },
    {
      name: "twice in a file",
      files: { "a.yaml": `${config("a")}---\n${config("b")}---\n${config("a")}` },
      expect: [
        {
          verdict: "fail",
          places: [
            { path: "a.yaml", line: 1 },
            { path: "a.yaml", line: 9 },
          ],
        },
      ],
    },
    {
      name: "two Kustomizations of Flux own it",
      files: {
        "flux/a.yaml": flux("one"),
        "flux/b.yaml": flux("two"),
        "one/a.yaml": config("a"),
        "two/a.yaml": config("a"),
      },
      expect: [{ verdict: "fail", places: [{ path: "one/a.yaml" }, { path: "two/a.yaml" }] }],
    },
    {
      name: "two Kustomizations of Flux apply the same folder",
      files: {
        "flux/a.yaml": flux("one"),
        "flux/b.yaml": flux("two").replace("./two", "./one"),
        "one/a.yaml": config("a"),
        "one/b.yaml": config("b"),
      },
      expect: [{ verdict: "fail", severity: "warning", places: [{ path: "one/a.yaml" }, { path: "one/b.yaml" }] }],
    },
    {
      name: "an ApplicationSet whose template other files do not fill, and one that changes what it is given",
      files: {
        "apps.yaml": `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: apps, namespace: argocd }
spec:
  generators: [{ git: { repoURL: "https://git.example.org/clusters.git", files: [{ path: "**/config.json" }] } }]
  template: { metadata: { name: "{{cluster.name}}-apps" }, spec: { source: { path: apps } } }
---
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: teams, namespace: argocd }
spec:
  generators: [{ git: { directories: [{ path: teams/* }] } }]
  template: { metadata: { name: "{{ .path.basename | lower }}" }, spec: { source: { path: "{{ .path.path }}" } } }
`,
        "ui/config.json": "{}",
        "api/config.json": "{}",
        "teams/One/a.yaml": config("one"),
        "teams/Two/a.yaml": config("two"),
      },
      expect: [],
      not: { verdict: "fail" },
    },
    {
      name: "two folders that are not applied together",
      files: { "dev/a.yaml": config("a"), "prod/a.yaml": config("a") },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
  ],
  *run(graph) {
    const twice = new Set<string>();
    for (const duplicate of graph.ofKind("duplicate") as Iterable<Vertex<Duplicate>>) {
      twice.add(duplicate.value.of);
      const of = vertexAt(graph, duplicate.value.of);
      if (of) yield* declaredAgain(of, duplicate);
    }
    for (const of of everyObject(graph)) if (!twice.has(of.id)) yield { of, verdict: "pass" };
  },
};

function* declaredAgain(of: Vertex, { id, value: { again, owners }, evidence }: Vertex<Duplicate>): Iterable<Found> {
  const first = of.origin?.();
  if (!first) return;
  const isSame = first.path === again.path && first.line === again.line;
  yield {
    of,
    verdict: "fail",
    severity: isSame ? "warning" : "error",
    summary: isSame ? "It is applied twice, from the same file" : "It is declared twice in what is applied together",
    places: [first, again],
    evidence: [evidence],
    // Two that apply the same folder are one slip, however much is in it.
    about: isSame && owners ? `owners:${owners.join(" ")}` : id,
  };
}

export default manifestsDuplicate;
