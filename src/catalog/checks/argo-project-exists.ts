import type { Check } from "../../model/catalog.ts";
import { declaresAny } from "../../model/presence.ts";
import { checkReferences } from "../../model/reference.ts";

const application = (project: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: argocd }
spec:
  project: ${project}
  source: { repoURL: "https://charts.example", chart: shop }
`;
const project = `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: team, namespace: argocd }
spec: {}
`;

const argoProjectExists: Check = {
  id: "argo-project-exists",
  title: "Projects of Argo CD that Applications belong to exist",
  why: "Argo CD refuses an Application whose project is not there: nothing of it is applied.",
  remedy: "Name the project that is there, or declare it.",
  severity: "error",
  needs: ["argoproj.io/Application"],
  examples: [
    {
      name: "it is there",
      files: { "app.yaml": application("team"), "project.yaml": project },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "another name",
      files: { "app.yaml": application("teams"), "project.yaml": project },
      expect: [{ verdict: "fail", places: [{ path: "app.yaml", line: 5 }], expected: "team" }],
    },
    {
      name: "no project is declared here",
      files: { "app.yaml": application("platform") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations: ["argo-project"],
      absence: (known, wanted) =>
        declaresAny(known, wanted)
          ? undefined
          : { unknown: `Projects are not declared here: ${wanted.name} may be there` },
    }),
};

export default argoProjectExists;
