import type { Relation } from "../../model/catalog.ts";
import { kindOf, placeOf } from "../../model/kubernetes/naming.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { selectingKinds, selectionsOf } from "../../model/kubernetes/selections.ts";
import { objectOf } from "../../model/kubernetes/template.ts";
import { matchedBy } from "../../model/selected.ts";

const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api", namespace: "shop", labels: { app: "api" } },
  spec: { containers: [] },
};
const budget = (app: string): object => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name: "api", namespace: "shop" },
  spec: { minAvailable: 1, selector: { matchLabels: { app } } },
});

const selects: Relation = {
  id: "selects",
  title: "A budget, policy or monitor selects pods or Services by their labels",
  why: "A budget that meets no pod protects none, a policy guards none, and a monitor reads none.",
  needs: ["v1/Pod", "v1/Service", ...templateKinds],
  starts: selectingKinds.filter((kind) => kind !== "v1/Service"),
  local: false,
  binds: false,
  examples: [
    {
      name: "the budget of a pod",
      objects: [pod, budget("api")],
      expect: [
        { from: "cluster:policy/PodDisruptionBudget/shop/api", to: "cluster:v1/Pod/shop/api", field: "spec.selector" },
      ],
    },
    { name: "labels that no pod has", objects: [pod, budget("web")], expect: [] },
  ],
  *edges(vertex, graph) {
    const object = objectOf(vertex);
    if (!object || !placeOf(vertex)) return;
    for (const selection of selectionsOf(kindOf(vertex), object))
      for (const { id: to } of matchedBy(graph, vertex, selection))
        yield { from: vertex.id, to, relation: "selects", field: selection.field };
  },
};

export default selects;
