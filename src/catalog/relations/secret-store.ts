import type { Relation } from "../../model/catalog.ts";
import { edgeTo, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

const external = (spec: object): object => ({
  apiVersion: "external-secrets.io/v1",
  kind: "ExternalSecret",
  metadata: { name: "keys", namespace: "shop" },
  spec,
});

const paths = [
  "spec.secretStoreRef",
  "spec.secretStoreRefs[]",
  "spec.data[].sourceRef.storeRef",
  "spec.dataFrom[].sourceRef.storeRef",
  "spec.externalSecretSpec.secretStoreRef",
];

const secretStore: Relation = {
  id: "secret-store",
  title: "An ExternalSecret reads from a SecretStore",
  why: "Without its store the Secret is never made, and the pods that want it do not start.",
  needs: [],
  starts: ["ExternalSecret", "ClusterExternalSecret", "PushSecret"].map((kind) => `external-secrets.io/${kind}`),
  local: true,
  binds: false,
  examples: [
    {
      name: "a store of the cluster",
      objects: [external({ secretStoreRef: { kind: "ClusterSecretStore", name: "vault" } })],
      expect: [{ to: "cluster:external-secrets.io/ClusterSecretStore//vault", field: "spec.secretStoreRef.name" }],
    },
    { name: "a generator instead of a store", objects: [external({ dataFrom: [{}] })], expect: [] },
  ],
  *edges(vertex) {
    for (const { name, kind = "SecretStore", field } of paths.flatMap((path) => referencesAt(vertex.value, path))) {
      const namespace = kind === "ClusterSecretStore" ? "" : namespaceOf(vertex);
      const named = { kind: `external-secrets.io/${kind}`, name, namespace, field: `${field}.name` };
      yield edgeTo(vertex, "secret-store", named);
    }
  },
};

export default secretStore;
