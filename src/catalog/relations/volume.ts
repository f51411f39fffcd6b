import type { Relation } from "../../model/catalog.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { volumeReferences } from "../../model/kubernetes/references.ts";
import { besideId, templateAt } from "../../model/kubernetes/template.ts";

const workload = (spec: object): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "api", namespace: "shop" },
  spec: { template: { spec } },
});

const volume: Relation = {
  id: "volume",
  title: "A volume is filled from a ConfigMap or Secret",
  why: "The kubelet cannot mount what is not there, and the pod waits in ContainerCreating.",
  needs: [],
  starts: templateKinds,
  local: true,
  binds: true,
  examples: [
    {
      name: "a Secret as a volume, and one key of a ConfigMap in a projected one",
      objects: [
        workload({
          containers: [{ name: "api" }],
          volumes: [
            { name: "tls", secret: { secretName: "certificate" } },
            {
              name: "all",
              projected: { sources: [{ configMap: { name: "settings", items: [{ key: "a", path: "a" }] } }] },
            },
          ],
        }),
      ],
      expect: [
        { to: "cluster:v1/Secret/shop/certificate", field: "spec.template.spec.volumes[0].secret" },
        { to: "cluster:v1/ConfigMap/shop/settings", part: "a" },
      ],
    },
    { name: "nothing is named", objects: [workload({ containers: [{ name: "api" }] })], expect: [] },
  ],
  *edges(vertex) {
    const at = templateAt(vertex);
    if (!at) return;
    for (const { kind, name, key, optional, field } of volumeReferences(at)) {
      const part = key === undefined ? {} : { part: key };
      yield { from: vertex.id, to: besideId(at, kind, name), relation: "volume", field, optional, ...part };
    }
  },
};

export default volume;
