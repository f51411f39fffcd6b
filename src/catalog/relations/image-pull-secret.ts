import type { Relation } from "../../model/catalog.ts";
import { textsAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, namespaceOf, podTextsAt } from "../../model/kubernetes/naming.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";

const pod = (spec: object): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api", namespace: "shop" },
  spec: { containers: [{ name: "api", image: "registry.example/api:1" }], ...spec },
});

const imagePullSecret: Relation = {
  id: "image-pull-secret",
  title: "Images are pulled with a Secret, named by the pod or its ServiceAccount",
  why: "Without it a private registry refuses the image; the kubelet passes over one that is absent without a word.",
  needs: [],
  starts: [...templateKinds, "v1/ServiceAccount"],
  local: true,
  binds: true,
  examples: [
    {
      name: "a pull secret",
      objects: [pod({ imagePullSecrets: [{ name: "registry" }] })],
      expect: [{ to: "cluster:v1/Secret/shop/registry", field: "spec.imagePullSecrets[0]", optional: true }],
    },
    {
      name: "one for all pods of an account",
      objects: [
        {
          apiVersion: "v1",
          kind: "ServiceAccount",
          metadata: { name: "robot", namespace: "shop" },
          imagePullSecrets: [{ name: "registry" }],
        },
      ],
      expect: [{ to: "cluster:v1/Secret/shop/registry", field: "imagePullSecrets[0]", optional: true }],
    },
    { name: "none", objects: [pod({})], expect: [] },
  ],
  *edges(vertex) {
    const own = textsAt(vertex.value, "imagePullSecrets[].name");
    for (const { text, field } of [...own, ...podTextsAt(vertex, "imagePullSecrets[].name")]) {
      const named = {
        kind: "v1/Secret",
        name: text,
        namespace: namespaceOf(vertex),
        field: field.replace(/\.name$/, ""),
      };
      // The kubelet goes on without it: what fails then is the pull, if the registry wants to know who asks.
      yield edgeTo(vertex, "image-pull-secret", { ...named, optional: true });
    }
  },
};

export default imagePullSecret;
