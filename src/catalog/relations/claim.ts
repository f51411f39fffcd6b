import type { Relation } from "../../model/catalog.ts";
import { textsAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, namespaceOf, podTextsAt } from "../../model/kubernetes/naming.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";

const pod = (volumes: readonly object[]): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "db", namespace: "shop" },
  spec: { containers: [{ name: "db" }], volumes },
});

const claim: Relation = {
  id: "claim",
  title: "A pod mounts a PersistentVolumeClaim",
  why: "A pod whose claim is not there is not scheduled.",
  needs: [],
  starts: templateKinds,
  local: true,
  binds: true,
  examples: [
    {
      name: "a claim as a volume",
      objects: [pod([{ name: "data", persistentVolumeClaim: { claimName: "db-data" } }])],
      expect: [
        {
          to: "cluster:v1/PersistentVolumeClaim/shop/db-data",
          field: "spec.volumes[0].persistentVolumeClaim.claimName",
        },
      ],
    },
    {
      name: "a volume of its own, whose claim is made with the pod",
      objects: [pod([{ name: "data", ephemeral: { volumeClaimTemplate: { spec: {} } } }])],
      expect: [],
    },
  ],
  *edges(vertex) {
    // A template of a StatefulSet takes the place of the volume that has its name.
    const templates = new Set(
      textsAt(vertex.value, "spec.volumeClaimTemplates[].metadata.name").map(({ text }) => text),
    );
    const volumes = textsAt(vertex.value, "spec.template.spec.volumes[].name");
    const replaced = volumes.flatMap(({ text, field }) => (templates.has(text) ? field.replace(/name$/, "") : []));
    for (const { text, field } of podTextsAt(vertex, "volumes[].persistentVolumeClaim.claimName")) {
      if (replaced.some((volume) => field.startsWith(volume))) continue;
      yield edgeTo(vertex, "claim", {
        kind: "v1/PersistentVolumeClaim",
        name: text,
        namespace: namespaceOf(vertex),
        field,
      });
    }
  },
};

export default claim;
