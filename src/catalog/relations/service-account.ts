import type { Relation } from "../../model/catalog.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { besideId, templateAt } from "../../model/kubernetes/template.ts";

const pod = (spec: object): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api", namespace: "shop" },
  spec: { containers: [{ name: "api" }], ...spec },
});

const serviceAccount: Relation = {
  id: "service-account",
  title: "A pod runs as a ServiceAccount",
  why: "The API server refuses a pod whose ServiceAccount is not there, so its ReplicaSet makes none.",
  needs: [],
  starts: templateKinds,
  local: true,
  binds: true,
  examples: [
    {
      name: "a named account",
      objects: [pod({ serviceAccountName: "robot" })],
      expect: [{ to: "cluster:v1/ServiceAccount/shop/robot", field: "spec.serviceAccountName" }],
    },
    { name: "the default account, which every namespace gets by itself", objects: [pod({})], expect: [] },
  ],
  *edges(vertex) {
    const at = templateAt(vertex);
    const name = at?.template.spec.serviceAccountName;
    if (!at || !name || name === "default") return;
    const to = besideId(at, "v1/ServiceAccount", name);
    yield { from: vertex.id, to, relation: "service-account", field: `${at.spec}.serviceAccountName` };
  },
};

export default serviceAccount;
