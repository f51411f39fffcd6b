import type { Relation } from "../../model/catalog.ts";
import { edgeTo, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

const claim = (spec: object): object => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data", namespace: "shop" },
  spec,
});

const dataSource: Relation = {
  id: "data-source",
  title: "A claim is filled from a snapshot or another claim",
  why: "A claim whose source is not there stays Pending.",
  needs: [],
  starts: ["v1/PersistentVolumeClaim"],
  local: true,
  binds: false,
  examples: [
    {
      name: "a snapshot",
      objects: [
        claim({ dataSource: { apiGroup: "snapshot.storage.k8s.io", kind: "VolumeSnapshot", name: "yesterday" } }),
      ],
      expect: [{ to: "cluster:snapshot.storage.k8s.io/VolumeSnapshot/shop/yesterday", field: "spec.dataSource.name" }],
    },
    { name: "an empty claim", objects: [claim({})], expect: [] },
  ],
  *edges(vertex) {
    for (const path of ["spec.dataSource", "spec.dataSourceRef"]) {
      for (const { name, namespace, kind, group, field } of referencesAt(vertex.value, path)) {
        if (!kind) continue;
        yield edgeTo(vertex, "data-source", {
          kind: `${group ?? "v1"}/${kind}`,
          name,
          namespace: namespace ?? namespaceOf(vertex),
          field: `${field}.name`,
        });
      }
    }
  },
};

export default dataSource;
