import type { Relation } from "../../model/catalog.ts";
import { fluxKind } from "../../model/kubernetes/flux.ts";
import { edgeTo, kindOf, namespaceOf, type Reference, referencesAt } from "../../model/kubernetes/naming.ts";

/** Where Flux reads settings: the field, what it reads there (by default what the reference says), and which key. */
interface Place {
  readonly path: string;
  readonly kind?: "v1/Secret";
  /** The group of the kind that the reference says, where it is not the core. */
  readonly group?: string;
  readonly key?: (reference: Reference) => string | undefined;
  readonly optional?: true;
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
const secret = (path: string, key?: Place["key"]): Place => ({ path, kind: "v1/Secret", ...(key ? { key } : {}) });
const sourcePlaces = ["spec.secretRef", "spec.certSecretRef", "spec.proxySecretRef", "spec.verify.secretRef"].map(
  (path) => secret(path),
);

const places: Readonly<Record<string, readonly Place[]>> = {
  [fluxKind("HelmRelease")]: [
    { path: "spec.valuesFrom[]", key: ({ value }) => text(value.valuesKey) ?? "values.yaml" },
    secret("spec.kubeConfig.secretRef", ({ value }) => text(value.key)),
  ],
  [fluxKind("Kustomization")]: [
    { path: "spec.postBuild.substituteFrom[]" },
    // The key itself cannot be in the repository unless it is encrypted with another one.
    { ...secret("spec.decryption.secretRef"), optional: true },
    secret("spec.kubeConfig.secretRef", ({ value }) => text(value.key)),
  ],
  [fluxKind("GitRepository")]: sourcePlaces,
  [fluxKind("OCIRepository")]: sourcePlaces,
  [fluxKind("HelmRepository")]: sourcePlaces,
  [fluxKind("Bucket")]: sourcePlaces,
  [fluxKind("ImageRepository")]: sourcePlaces,
  [fluxKind("Provider")]: sourcePlaces,
  "fluxcd.controlplane.io/ResourceSet": [{ path: "spec.inputsFrom[]", group: "fluxcd.controlplane.io" }],
  [fluxKind("Receiver")]: [secret("spec.secretRef", () => "token")],
};

const release = (spec: object): object => ({
  apiVersion: "helm.toolkit.fluxcd.io/v2",
  kind: "HelmRelease",
  metadata: { name: "api", namespace: "shop" },
  spec,
});

const fluxConfig: Relation = {
  id: "flux-config",
  title: "Flux reads values, variables and credentials",
  why: "A release whose values are not there is not installed; a source without its credentials is not fetched.",
  needs: [],
  starts: Object.keys(places),
  local: true,
  binds: false,
  examples: [
    {
      name: "values under their default key, and under another",
      objects: [
        release({
          valuesFrom: [
            { kind: "ConfigMap", name: "values" },
            { kind: "Secret", name: "keys", valuesKey: "api", optional: true },
          ],
        }),
      ],
      expect: [
        { to: "cluster:v1/ConfigMap/shop/values", part: "values.yaml", field: "spec.valuesFrom[0].name" },
        { to: "cluster:v1/Secret/shop/keys", part: "api", optional: true },
      ],
    },
    {
      name: "a token to be called with",
      objects: [
        {
          apiVersion: "notification.toolkit.fluxcd.io/v1",
          kind: "Receiver",
          metadata: { name: "hook", namespace: "flux-system" },
          spec: { secretRef: { name: "token" } },
        },
      ],
      expect: [{ to: "cluster:v1/Secret/flux-system/token", part: "token" }],
    },
    {
      name: "inputs of a provider",
      objects: [
        {
          apiVersion: "fluxcd.controlplane.io/v1",
          kind: "ResourceSet",
          metadata: { name: "previews", namespace: "flux-system" },
          spec: { inputsFrom: [{ kind: "ResourceSetInputProvider", name: "pulls" }] },
        },
      ],
      expect: [
        {
          to: "cluster:fluxcd.controlplane.io/ResourceSetInputProvider/flux-system/pulls",
          field: "spec.inputsFrom[0].name",
        },
      ],
    },
    {
      name: "values of its own, and an account, which is another relation's",
      objects: [release({ values: {}, serviceAccountName: "robot" })],
      expect: [],
    },
  ],
  *edges(vertex) {
    for (const { path, kind, group = "v1", key, optional } of places[kindOf(vertex)] ?? []) {
      for (const reference of referencesAt(vertex.value, path)) {
        const part = key?.(reference);
        yield edgeTo(vertex, "flux-config", {
          kind: kind ?? `${group}/${reference.kind ?? "ConfigMap"}`,
          name: reference.name,
          namespace: namespaceOf(vertex),
          field: `${reference.field}.name`,
          ...(part === undefined ? {} : { part }),
          ...(optional || reference.value.optional === true ? { optional: true } : {}),
        });
      }
    }
  },
};

export default fluxConfig;
