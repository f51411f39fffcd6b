import type { Relation } from "../../model/catalog.ts";
import { textsAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, namespaceOf } from "../../model/kubernetes/naming.ts";

const set = (spec: object): object => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "db", namespace: "shop" },
  spec: { template: { spec: { containers: [{ name: "db" }] } }, ...spec },
});

const headlessService: Relation = {
  id: "headless-service",
  title: "A StatefulSet gives its pods names by a Service",
  why: "Without that Service the pods of the set have no names in DNS, and members of a cluster do not find each other.",
  needs: [],
  starts: ["apps/StatefulSet"],
  local: true,
  binds: true,
  examples: [
    {
      name: "a Service by its name",
      objects: [set({ serviceName: "db-members" })],
      expect: [{ to: "cluster:v1/Service/shop/db-members", field: "spec.serviceName" }],
    },
    { name: "none", objects: [set({})], expect: [] },
  ],
  *edges(vertex) {
    for (const { text, field } of textsAt(vertex.value, "spec.serviceName"))
      yield edgeTo(vertex, "headless-service", {
        kind: "v1/Service",
        name: text,
        namespace: namespaceOf(vertex),
        field,
      });
  },
};

export default headlessService;
