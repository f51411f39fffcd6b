import type { Relation } from "../../model/catalog.ts";
import { objectOf } from "../../model/kubernetes/template.ts";
import { objectId } from "../../model/subject.ts";

const set = { apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { name: "api-1", namespace: "shop", uid: "u1" } };

const owner: Relation = {
  id: "owner",
  title: "An object belongs to its controller",
  why: "What a controller made is judged, shown and undone with it; an owner that is gone leaves orphans.",
  needs: [],
  starts: ["*"],
  local: true,
  binds: true,
  examples: [
    {
      name: "a pod of a ReplicaSet",
      objects: [
        set,
        {
          apiVersion: "v1",
          kind: "Pod",
          metadata: {
            name: "api-1-x",
            namespace: "shop",
            ownerReferences: [
              { apiVersion: "apps/v1", kind: "ReplicaSet", name: "api-1", uid: "u1", controller: true },
            ],
          },
          spec: { containers: [] },
        },
      ],
      expect: [{ from: "cluster:v1/Pod/shop/api-1-x", to: "cluster:apps/ReplicaSet/shop/api-1" }],
    },
    { name: "an object that nobody owns", objects: [set], expect: [] },
    {
      name: "a file in which an owner has no apiVersion",
      objects: [{ ...set, metadata: { ...set.metadata, ownerReferences: [{ kind: "Deployment", name: "api" }] } }],
      expect: [],
    },
  ],
  *edges(vertex) {
    const object = objectOf(vertex);
    if (vertex.subject.kind !== "object" || !object) return;
    const { namespace, in: root } = vertex.subject.ref;
    const owners = object.metadata.ownerReferences;
    for (const { apiVersion, kind, name } of Array.isArray(owners) ? owners : []) {
      // Files say anything; what names no kind names nobody.
      if (typeof apiVersion !== "string") continue;
      // An owner stands in the same namespace or in none; a Node is the only built-in one without.
      const place = kind === "Node" ? {} : { namespace: namespace ?? "" };
      const to = objectId({ apiVersion, kind, name, ...place, ...(root === undefined ? {} : { in: root }) });
      yield { from: vertex.id, to, relation: "owner", field: "metadata.ownerReferences" };
    }
  },
};

export default owner;
