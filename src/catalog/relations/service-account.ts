import type { Relation } from "../../model/catalog.ts";
import { textsAt } from "../../model/kubernetes/fields.ts";
import { fluxKind } from "../../model/kubernetes/flux.ts";
import { edgeTo, kindOf, namespaceOf, podTextsAt } from "../../model/kubernetes/naming.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";

const pod = (spec: object): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api", namespace: "shop" },
  spec: { containers: [{ name: "api" }], ...spec },
});

/** What Flux does as an account of its own choice: apply, install, and sign in at a registry. */
const flux = [
  ...["Kustomization", "HelmRelease", "OCIRepository", "Bucket", "ImageRepository"].map(fluxKind),
  "fluxcd.controlplane.io/ResourceSet",
];

const serviceAccount: Relation = {
  id: "service-account",
  title: "A pod runs as a ServiceAccount, or Flux applies as one",
  why: "The API server refuses a pod whose ServiceAccount is not there, so its ReplicaSet makes none.",
  needs: [],
  starts: [...templateKinds, ...flux],
  local: true,
  binds: true,
  examples: [
    {
      name: "a named account",
      objects: [pod({ serviceAccountName: "robot" })],
      expect: [{ to: "cluster:v1/ServiceAccount/shop/robot", field: "spec.serviceAccountName" }],
    },
    {
      name: "the account of a tenant",
      objects: [
        {
          apiVersion: "kustomize.toolkit.fluxcd.io/v1",
          kind: "Kustomization",
          metadata: { name: "apps", namespace: "team" },
          spec: { serviceAccountName: "team" },
        },
      ],
      expect: [{ to: "cluster:v1/ServiceAccount/team/team", field: "spec.serviceAccountName" }],
    },
    { name: "the default account, which every namespace gets by itself", objects: [pod({})], expect: [] },
  ],
  *edges(vertex) {
    const path = flux.includes(kindOf(vertex)) ? textsAt(vertex.value, "spec.serviceAccountName") : [];
    for (const { text, field } of [...path, ...podTextsAt(vertex, "serviceAccountName")]) {
      const named = { kind: "v1/ServiceAccount", name: text, namespace: namespaceOf(vertex), field };
      if (text !== "default") yield edgeTo(vertex, "service-account", named);
    }
  },
};

export default serviceAccount;
