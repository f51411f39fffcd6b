import type { Relation } from "../../model/catalog.ts";
import { textAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, namespaceOf } from "../../model/kubernetes/naming.ts";

const application = (spec: object): object => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Application",
  metadata: { name: "shop", namespace: "argocd" },
  spec,
});

const argoProject: Relation = {
  id: "argo-project",
  title: "An Application belongs to a project",
  why: "Argo CD refuses an Application whose project is not there.",
  needs: [],
  starts: ["argoproj.io/Application"],
  local: false,
  binds: false,
  examples: [
    {
      name: "a project",
      objects: [application({ project: "team" })],
      expect: [{ to: "cluster:argoproj.io/AppProject/argocd/team", field: "spec.project" }],
    },
    { name: "the one that Argo CD brings along", objects: [application({ project: "default" })], expect: [] },
  ],
  *edges(vertex) {
    const name = textAt(vertex.value, "spec.project");
    if (name === undefined || name === "default") return;
    const named = { kind: "argoproj.io/AppProject", name, namespace: namespaceOf(vertex), field: "spec.project" };
    yield edgeTo(vertex, "argo-project", named);
  },
};

export default argoProject;
