import type { Relation } from "../../model/catalog.ts";
import { fieldsAt, textAt, textsAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, kindOf, namespaceOf } from "../../model/kubernetes/naming.ts";

const application = (syncOptions: readonly string[]): object => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Application",
  metadata: { name: "shop", namespace: "argocd" },
  spec: { destination: { namespace: "shop" }, syncPolicy: { syncOptions } },
});

const namespaceMade: Relation = {
  id: "namespace-made",
  title: "A release or application creates its namespace",
  why: "Such a namespace is declared nowhere, and is there all the same.",
  needs: [],
  starts: ["helm.toolkit.fluxcd.io/HelmRelease", "argoproj.io/Application"],
  local: true,
  binds: false,
  examples: [
    {
      name: "an application of Argo CD",
      objects: [application(["CreateNamespace=true"])],
      expect: [{ to: "cluster:v1/Namespace//shop", makes: true, field: "spec.destination.namespace" }],
    },
    { name: "one that does not", objects: [application([])], expect: [] },
  ],
  *edges(vertex) {
    const { value } = vertex;
    const isRelease = kindOf(vertex).endsWith("/HelmRelease");
    const creates = isRelease
      ? fieldsAt(value, "spec.install.createNamespace").some((one) => one.value === true)
      : textsAt(value, "spec.syncPolicy.syncOptions[]").some(({ text }) => text === "CreateNamespace=true");
    if (!creates) return;
    const field = isRelease ? "spec.targetNamespace" : "spec.destination.namespace";
    const name = textAt(value, field) ?? namespaceOf(vertex);
    if (name) yield edgeTo(vertex, "namespace-made", { kind: "v1/Namespace", name, namespace: "", field, makes: true });
  },
};

export default namespaceMade;
