import type { Relation } from "../../model/catalog.ts";
import { fluxKind } from "../../model/kubernetes/flux.ts";
import { edgeTo, referencesAt } from "../../model/kubernetes/naming.ts";
import { groupKind } from "../../model/subject.ts";

const kustomization = (healthChecks: readonly object[]): object => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name: "apps", namespace: "flux-system" },
  spec: { path: "./apps", healthChecks },
});

const fluxHealth: Relation = {
  id: "flux-health",
  title: "Flux waits for the health of an object",
  why: "A Kustomization whose health check names what is not there fails each time, after its whole time-out.",
  needs: [],
  starts: [fluxKind("Kustomization")],
  local: false,
  binds: false,
  examples: [
    {
      name: "a Deployment",
      objects: [kustomization([{ apiVersion: "apps/v1", kind: "Deployment", name: "api", namespace: "shop" }])],
      expect: [{ to: "cluster:apps/Deployment/shop/api", field: "spec.healthChecks[0].name" }],
    },
    { name: "nothing is waited for", objects: [kustomization([])], expect: [] },
  ],
  *edges(vertex) {
    for (const { name, kind, namespace, field, value } of referencesAt(vertex.value, "spec.healthChecks[]")) {
      const { apiVersion } = value;
      if (kind === undefined || typeof apiVersion !== "string") continue;
      const to = { kind: groupKind({ apiVersion, kind }), name, namespace: namespace ?? "" };
      yield edgeTo(vertex, "flux-health", { ...to, field: `${field}.name` });
    }
  },
};

export default fluxHealth;
