import type { Relation } from "../../model/catalog.ts";
import { textsAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, kindOf } from "../../model/kubernetes/naming.ts";

const ingress = (spec: object): object => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "web", namespace: "shop" },
  spec,
});

/** The field that names the class, and the kind of class, by kind. */
const classes: Readonly<Record<string, readonly [path: string, kind: string]>> = {
  "networking.k8s.io/Ingress": ["spec.ingressClassName", "networking.k8s.io/IngressClass"],
  "gateway.networking.k8s.io/Gateway": ["spec.gatewayClassName", "gateway.networking.k8s.io/GatewayClass"],
  "snapshot.storage.k8s.io/VolumeSnapshot": [
    "spec.volumeSnapshotClassName",
    "snapshot.storage.k8s.io/VolumeSnapshotClass",
  ],
};

const objectClass: Relation = {
  id: "object-class",
  title: "An Ingress, Gateway or snapshot belongs to a class",
  why: "No controller looks after an object whose class is not there: nothing happens, and nobody says so.",
  needs: [],
  starts: Object.keys(classes),
  local: true,
  binds: false,
  examples: [
    {
      name: "an Ingress of a class",
      objects: [ingress({ ingressClassName: "nginx" })],
      expect: [{ to: "cluster:networking.k8s.io/IngressClass//nginx", field: "spec.ingressClassName" }],
    },
    { name: "the default class", objects: [ingress({})], expect: [] },
  ],
  *edges(vertex) {
    const [path, kind] = classes[kindOf(vertex)] ?? [];
    if (path === undefined || kind === undefined) return;
    for (const { text, field } of textsAt(vertex.value, path))
      yield edgeTo(vertex, "object-class", { kind, name: text, namespace: "", field });
  },
};

export default objectClass;
