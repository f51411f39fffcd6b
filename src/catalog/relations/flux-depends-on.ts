import type { Relation } from "../../model/catalog.ts";
import { fluxKind } from "../../model/kubernetes/flux.ts";
import { edgeTo, kindOf, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

const kustomization = (dependsOn: readonly object[]): object => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name: "apps", namespace: "flux-system" },
  spec: { path: "./apps", dependsOn },
});

const fluxDependsOn: Relation = {
  id: "flux-depends-on",
  title: "Flux applies one thing after another",
  why: "What waits for something that never becomes ready is never applied.",
  needs: [],
  starts: [fluxKind("Kustomization"), fluxKind("HelmRelease")],
  local: false,
  binds: false,
  examples: [
    {
      name: "one of the same kind, beside it or elsewhere",
      objects: [kustomization([{ name: "base" }, { name: "store", namespace: "data" }])],
      expect: [
        {
          to: "cluster:kustomize.toolkit.fluxcd.io/Kustomization/flux-system/base",
          field: "spec.dependsOn[0].name",
        },
        { to: "cluster:kustomize.toolkit.fluxcd.io/Kustomization/data/store", field: "spec.dependsOn[1].name" },
      ],
    },
    { name: "nothing before it", objects: [kustomization([])], expect: [] },
  ],
  *edges(vertex) {
    for (const { name, namespace = namespaceOf(vertex), field } of referencesAt(vertex.value, "spec.dependsOn[]"))
      yield edgeTo(vertex, "flux-depends-on", { kind: kindOf(vertex), name, namespace, field: `${field}.name` });
  },
};

export default fluxDependsOn;
