import type { Relation } from "../../model/catalog.ts";
import { textAt } from "../../model/kubernetes/fields.ts";
import { kindOf, placeOf } from "../../model/kubernetes/naming.ts";

const widget = { apiVersion: "shop.example/v1", kind: "Widget", metadata: { name: "a", namespace: "shop" } };
const definitionOf = (kind: string): object => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.shop.example" },
  spec: { group: "shop.example", names: { kind, plural: "widgets" } },
});

const definition: Relation = {
  id: "definition",
  title: "A custom resource is of a kind that a CustomResourceDefinition defines",
  why: "It can be applied only after its definition, and goes when that goes.",
  needs: ["apiextensions.k8s.io/CustomResourceDefinition"],
  starts: ["*"],
  local: false,
  binds: false,
  examples: [
    {
      name: "its definition is there",
      objects: [widget, definitionOf("Widget")],
      expect: [
        {
          from: "cluster:shop.example/Widget/shop/a",
          to: "cluster:apiextensions.k8s.io/CustomResourceDefinition//widgets.shop.example",
          field: "kind",
        },
      ],
    },
    { name: "another kind of that group", objects: [widget, definitionOf("Gadget")], expect: [] },
  ],
  *edges(vertex, graph) {
    const kind = kindOf(vertex);
    const place = placeOf(vertex);
    if (!place || !kind.includes(".") || kind.startsWith("apiextensions.")) return;
    for (const { id: to, value } of graph.ofKind("apiextensions.k8s.io/CustomResourceDefinition", { in: place.root }))
      if (`${textAt(value, "spec.group")}/${textAt(value, "spec.names.kind")}` === kind)
        yield { from: vertex.id, to, relation: "definition", field: "kind" };
  },
};

export default definition;
