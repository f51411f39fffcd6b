import type { Relation } from "../../model/catalog.ts";
import { edgeTo, namespaceOf, podTextsAt } from "../../model/kubernetes/naming.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";

const pod = (csi: object): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api", namespace: "shop" },
  spec: { containers: [{ name: "api" }], volumes: [{ name: "keys", csi }] },
});

const secretProvider: Relation = {
  id: "secret-provider",
  title: "A volume is filled from a vault by a SecretProviderClass",
  why: "The secrets-store driver cannot mount a class that is not there, and the pod waits in ContainerCreating.",
  needs: [],
  starts: templateKinds,
  local: true,
  binds: true,
  examples: [
    {
      name: "a class of the secrets-store driver",
      objects: [pod({ driver: "secrets-store.csi.k8s.io", volumeAttributes: { secretProviderClass: "vault" } })],
      expect: [
        {
          to: "cluster:secrets-store.csi.x-k8s.io/SecretProviderClass/shop/vault",
          field: "spec.volumes[0].csi.volumeAttributes.secretProviderClass",
        },
      ],
    },
    { name: "another driver", objects: [pod({ driver: "csi.example" })], expect: [] },
  ],
  *edges(vertex) {
    const kind = "secrets-store.csi.x-k8s.io/SecretProviderClass";
    for (const { text, field } of podTextsAt(vertex, "volumes[].csi.volumeAttributes.secretProviderClass"))
      yield edgeTo(vertex, "secret-provider", { kind, name: text, namespace: namespaceOf(vertex), field });
  },
};

export default secretProvider;
