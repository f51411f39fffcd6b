import type { Relation } from "../../model/catalog.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { besideId, templateAt } from "../../model/kubernetes/template.ts";

const pod = (spec: object): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api", namespace: "shop" },
  spec: { containers: [{ name: "api", image: "registry.example/api:1" }], ...spec },
});

const imagePullSecret: Relation = {
  id: "image-pull-secret",
  title: "Images are pulled with a Secret",
  why: "Without it a private registry refuses the image; the kubelet passes over one that is absent without a word.",
  needs: [],
  starts: templateKinds,
  local: true,
  binds: true,
  examples: [
    {
      name: "a pull secret",
      objects: [pod({ imagePullSecrets: [{ name: "registry" }] })],
      expect: [{ to: "cluster:v1/Secret/shop/registry", field: "spec.imagePullSecrets[0]", optional: true }],
    },
    { name: "none", objects: [pod({})], expect: [] },
  ],
  *edges(vertex) {
    const at = templateAt(vertex);
    for (const [index, { name }] of (at?.template.spec.imagePullSecrets ?? []).entries()) {
      if (!at || !name) continue;
      const field = `${at.spec}.imagePullSecrets[${index}]`;
      const to = besideId(at, "v1/Secret", name);
      // The kubelet goes on without it: what fails then is the pull, if the registry wants to know who asks.
      yield { from: vertex.id, to, relation: "image-pull-secret", field, optional: true };
    }
  },
};

export default imagePullSecret;
