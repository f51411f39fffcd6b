import type { Relation } from "../../model/catalog.ts";
import { textsAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, podTextsAt } from "../../model/kubernetes/naming.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";

const claim = (spec: object): object => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data", namespace: "shop" },
  spec,
});

const paths = ["spec.storageClassName", "spec.volumeClaimTemplates[].spec.storageClassName"];

const storageClass: Relation = {
  id: "storage-class",
  title: "A claim asks for storage of a class",
  why: "A claim of a class that is not there stays Pending, and so do the pods that mount it.",
  needs: [],
  starts: ["v1/PersistentVolumeClaim", "v1/PersistentVolume", ...templateKinds],
  local: true,
  binds: false,
  examples: [
    {
      name: "a class by its name",
      objects: [claim({ storageClassName: "fast" })],
      expect: [{ to: "cluster:storage.k8s.io/StorageClass//fast", field: "spec.storageClassName" }],
    },
    { name: "the default class, and none at all", objects: [claim({ storageClassName: "" })], expect: [] },
  ],
  *edges(vertex) {
    const named = [
      ...paths.flatMap((path) => textsAt(vertex.value, path)),
      ...podTextsAt(vertex, "volumes[].ephemeral.volumeClaimTemplate.spec.storageClassName"),
    ];
    for (const { text, field } of named)
      yield edgeTo(vertex, "storage-class", { kind: "storage.k8s.io/StorageClass", name: text, namespace: "", field });
  },
};

export default storageClass;
