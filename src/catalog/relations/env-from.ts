import type { Relation } from "../../model/catalog.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { envFromReferences } from "../../model/kubernetes/references.ts";
import { besideId, templateAt } from "../../model/kubernetes/template.ts";

const workload = (spec: object): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "api", namespace: "shop" },
  spec: { template: { spec } },
});

const envFrom: Relation = {
  id: "env-from",
  title: "All keys of a ConfigMap or Secret become variables",
  why: "The kubelet does not start a container before the named object is there.",
  needs: [],
  starts: templateKinds,
  local: true,
  binds: true,
  examples: [
    {
      name: "all of a ConfigMap",
      objects: [workload({ containers: [{ name: "api", envFrom: [{ configMapRef: { name: "settings" } }] }] })],
      expect: [
        {
          to: "cluster:v1/ConfigMap/shop/settings",
          optional: false,
          field: "spec.template.spec.containers[0].envFrom[0].configMapRef",
        },
      ],
    },
    { name: "nothing is named", objects: [workload({ containers: [{ name: "api" }] })], expect: [] },
  ],
  *edges(vertex) {
    const at = templateAt(vertex);
    if (!at) return;
    for (const { kind, name, key, optional, field } of envFromReferences(at)) {
      const part = key === undefined ? {} : { part: key };
      yield { from: vertex.id, to: besideId(at, kind, name), relation: "env-from", field, optional, ...part };
    }
  },
};

export default envFrom;
