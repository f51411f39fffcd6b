import type { Relation } from "../../model/catalog.ts";
import { fluxKind } from "../../model/kubernetes/flux.ts";
import { edgeTo, kindOf, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";
import { groupKind } from "../../model/subject.ts";

const kustomization = (dependsOn: readonly object[]): object => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name: "apps", namespace: "flux-system" },
  spec: { path: "./apps", dependsOn },
});

const resourceSet = "fluxcd.controlplane.io/ResourceSet";

const fluxDependsOn: Relation = {
  id: "flux-depends-on",
  title: "Flux applies one thing after another",
  why: "What waits for something that never becomes ready is never applied.",
  needs: [],
  starts: [fluxKind("Kustomization"), fluxKind("HelmRelease"), resourceSet],
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
    {
      name: "what a ResourceSet waits for, of any kind",
      objects: [
        {
          apiVersion: "fluxcd.controlplane.io/v1",
          kind: "ResourceSet",
          metadata: { name: "apps", namespace: "flux-system" },
          spec: { dependsOn: [{ apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease", name: "db" }] },
        },
      ],
      expect: [{ to: "cluster:helm.toolkit.fluxcd.io/HelmRelease/flux-system/db", field: "spec.dependsOn[0].name" }],
    },
    { name: "nothing before it", objects: [kustomization([])], expect: [] },
  ],
  *edges(vertex) {
    for (const reference of referencesAt(vertex.value, "spec.dependsOn[]")) {
      const { name, namespace = namespaceOf(vertex), field } = reference;
      const kind = kindOf(vertex) === resourceSet ? kindIn(reference.value) : kindOf(vertex);
      if (kind !== undefined)
        yield edgeTo(vertex, "flux-depends-on", { kind, name, namespace, field: `${field}.name` });
    }
  },
};

/** A ResourceSet may wait for anything, and says of what kind it is. */
function kindIn({ apiVersion, kind }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof apiVersion === "string" && typeof kind === "string" ? groupKind({ apiVersion, kind }) : undefined;
}

export default fluxDependsOn;
