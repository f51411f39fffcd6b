import type { Check, Found } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import { relativePath } from "../../model/paths.ts";
import type { KustomizationFact, PathReference } from "../../model/repository.ts";

const config = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n";

const kustomizePathsExist: Check = {
  id: "kustomize-paths-exist",
  title: "Files and folders that kustomizations list exist",
  why: "One entry that names nothing keeps the whole kustomization from being built, and everything in it from being applied.",
  remedy: "Name the file that is there, or take the entry out.",
  severity: "error",
  needs: ["kustomization"],
  examples: [
    {
      name: "they are there",
      files: { "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": config },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a letter is missing",
      files: { "app/kustomization.yaml": "resources:\n  - deploymnt.yaml\n", "app/deployment.yaml": config },
      expect: [
        {
          verdict: "fail",
          actual: "deploymnt.yaml",
          expected: "deployment.yaml",
          places: [{ path: "app/kustomization.yaml", line: 2 }],
          fix: [{ set: "deployment.yaml" }],
        },
      ],
    },
    {
      name: "a base that was moved, and a patch that is gone",
      files: { "app/kustomization.yaml": "resources: [../base]\npatches:\n  - path: gone.yaml\n" },
      expect: [
        { verdict: "fail", actual: "../base" },
        { verdict: "fail", actual: "gone.yaml", places: [{ path: "app/kustomization.yaml", line: 3 }] },
      ],
    },
    {
      name: "Git is told to ignore it",
      files: {
        ".gitignore": "*.env\n",
        "kustomization.yaml": "resources: [a.yaml]\nsecretGenerator:\n  - { name: s, envs: [shop.env] }\n",
        "a.yaml": config,
      },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("kustomization") as Iterable<Vertex<KustomizationFact>>) {
      const lost = of.value.paths.filter(({ found }) => found === "absent");
      for (const path of lost) yield missing(of, path);
      if (lost.length === 0) yield { of, verdict: "pass" };
    }
  },
};

function missing(of: Vertex<KustomizationFact>, { field, written, target, nearest, ignored }: PathReference): Found {
  const common = { of, field, actual: written, about: `missing:file:${target}` };
  if (ignored)
    return { ...common, verdict: "unknown", summary: `${target} is kept out of Git, and may be where it is used` };
  const expected = nearest === undefined ? undefined : relativePath(of.value.folder, nearest);
  const at = of.origin?.(field);
  // In a generator the path may stand behind a key.
  const isWhole = !field.includes("Generator[");
  return {
    ...common,
    verdict: "fail",
    summary: `${target} does not exist${nearest === undefined ? "" : `; ${nearest} does`}`,
    ...(expected === undefined ? {} : { expected, explains: [`unlisted:${nearest}`] }),
    ...(expected !== undefined && at && isWhole ? { fix: [{ at, set: withDot(written, expected) }] } : {}),
  };
}

function withDot(written: string, path: string): string {
  return written.startsWith("./") && !path.startsWith(".") ? `./${path}` : path;
}

export default kustomizePathsExist;
