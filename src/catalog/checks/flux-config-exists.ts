import type { Check } from "../../model/catalog.ts";
import { keysOf } from "../../model/presence.ts";
import { checkReferences } from "../../model/reference.ts";
import { secretAbsence } from "../../model/secret-absence.ts";

const release = (values: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: api, namespace: shop }
spec:
  chart: { spec: { chart: api } }
  valuesFrom:
    - ${values}
`;
const settings = `apiVersion: v1
kind: ConfigMap
metadata: { name: api-values, namespace: shop }
data:
  values.yaml: "replicas: 1"
`;

const fluxConfigExists: Check = {
  id: "flux-config-exists",
  title: "Values, variables and credentials that Flux reads exist, with their keys",
  why: "A release whose values are not there is not installed; a source without its credentials is not fetched.",
  remedy: "Name the object and key that are there, or declare them in the namespace of who reads them.",
  severity: "error",
  needs: ["helm.toolkit.fluxcd.io/HelmRelease", "kustomize.toolkit.fluxcd.io/Kustomization"],
  examples: [
    {
      name: "values under the default key",
      files: { "release.yaml": release("{ kind: ConfigMap, name: api-values }"), "values.yaml": settings },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "no such key",
      files: {
        "release.yaml": release("{ kind: ConfigMap, name: api-values, valuesKey: values.yml }"),
        "values.yaml": settings,
      },
      expect: [{ verdict: "fail", actual: "values.yml", expected: "values.yaml" }],
    },
    {
      name: "no such ConfigMap",
      files: { "release.yaml": release("{ kind: ConfigMap, name: api-value }"), "values.yaml": settings },
      expect: [{ verdict: "fail", places: [{ path: "release.yaml", line: 7 }], expected: "api-values" }],
    },
    {
      name: "Secrets are made by hand here",
      files: { "release.yaml": release("{ kind: Secret, name: api-values }") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations: ["flux-config"],
      part: { noun: "key", of: keysOf },
      absence: secretAbsence,
    }),
};

export default fluxConfigExists;
