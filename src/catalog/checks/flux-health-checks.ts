import type { Check } from "../../model/catalog.ts";
import { declaresAny } from "../../model/presence.ts";
import { checkReferences } from "../../model/reference.ts";

const kustomization = (name: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec:
  path: ./apps
  sourceRef: { kind: GitRepository, name: flux-system }
  healthChecks:
    - { apiVersion: apps/v1, kind: Deployment, name: ${name}, namespace: shop }
`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec: { selector: {} }
`;

const fluxHealthChecks: Check = {
  id: "flux-health-checks",
  title: "Objects whose health Flux waits for exist",
  why: "A health check of what is not there fails each time, after its whole time-out, and all that depends on it waits.",
  remedy: "Name the object that is there, with its kind and namespace.",
  severity: "error",
  needs: ["kustomize.toolkit.fluxcd.io/Kustomization"],
  examples: [
    {
      name: "it is among what is applied",
      files: { "flux/apps.yaml": kustomization("api"), "apps/api.yaml": deployment },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "another name",
      files: { "flux/apps.yaml": kustomization("apis"), "apps/api.yaml": deployment },
      expect: [{ verdict: "fail", places: [{ path: "flux/apps.yaml", line: 8 }], expected: "api" }],
    },
    {
      name: "a chart brings it",
      files: {
        "flux/apps.yaml": kustomization("store"),
        "apps/store.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: store, namespace: shop }
spec: { chart: { spec: { chart: postgres } } }
`,
      },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations: ["flux-health"],
      absence: (known, wanted) => (declaresAny(known, wanted) ? undefined : { unknown: broughtAlong(wanted.kind) }),
    }),
};

function broughtAlong(kind: string): string {
  return `No ${kind.split("/")[1]} is declared here; a chart or a controller may bring it`;
}

export default fluxHealthChecks;
