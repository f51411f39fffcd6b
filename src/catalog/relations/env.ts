import type { Relation } from "../../model/catalog.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { envReferences } from "../../model/kubernetes/references.ts";
import { besideId, templateAt } from "../../model/kubernetes/template.ts";

const workload = (spec: object): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "api", namespace: "shop" },
  spec: { template: { spec } },
});

const env: Relation = {
  id: "env",
  title: "A variable is taken from a key of a ConfigMap or Secret",
  why: "The kubelet does not start a container whose variable names an object or a key that is not there.",
  needs: [],
  starts: templateKinds,
  local: true,
  binds: true,
  examples: [
    {
      name: "a key of a Secret that may be absent, and one of a ConfigMap that may not",
      objects: [
        workload({
          containers: [
            {
              name: "api",
              env: [
                { name: "A", valueFrom: { secretKeyRef: { name: "keys", key: "a", optional: true } } },
                { name: "B", valueFrom: { configMapKeyRef: { name: "settings", key: "b" } } },
              ],
            },
          ],
        }),
      ],
      expect: [
        { to: "cluster:v1/Secret/shop/keys", part: "a", optional: true },
        {
          to: "cluster:v1/ConfigMap/shop/settings",
          part: "b",
          optional: false,
          field: "spec.template.spec.containers[0].env[1].valueFrom.configMapKeyRef",
        },
      ],
    },
    { name: "nothing is named", objects: [workload({ containers: [{ name: "api" }] })], expect: [] },
  ],
  *edges(vertex) {
    const at = templateAt(vertex);
    if (!at) return;
    for (const { kind, name, key, optional, field } of envReferences(at)) {
      const part = key === undefined ? {} : { part: key };
      yield { from: vertex.id, to: besideId(at, kind, name), relation: "env", field, optional, ...part };
    }
  },
};

export default env;
