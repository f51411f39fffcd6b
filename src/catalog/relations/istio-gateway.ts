import type { Relation } from "../../model/catalog.ts";
import { textsAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, namespaceOf } from "../../model/kubernetes/naming.ts";

const virtualService = (gateways: readonly string[]): object => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "web", namespace: "shop" },
  spec: { hosts: ["*"], gateways },
});

const istioGateway: Relation = {
  id: "istio-gateway",
  title: "A VirtualService belongs to a Gateway of Istio",
  why: "What comes in at the edge reaches nothing whose Gateway is not there.",
  needs: [],
  starts: ["networking.istio.io/VirtualService"],
  local: false,
  binds: false,
  examples: [
    {
      name: "a Gateway of the same namespace and one of another",
      objects: [virtualService(["front", "network/edge"])],
      expect: [
        { to: "cluster:networking.istio.io/Gateway/shop/front", field: "spec.gateways[0]" },
        { to: "cluster:networking.istio.io/Gateway/network/edge", field: "spec.gateways[1]" },
      ],
    },
    { name: "all side-cars", objects: [virtualService(["mesh"])], expect: [] },
  ],
  *edges(vertex) {
    for (const { text, field } of textsAt(vertex.value, "spec.gateways[]")) {
      // Older manifests write `name.namespace.svc.cluster.local`: what that means depends on the version.
      if (text === "mesh" || text.includes(".")) continue;
      const [first = "", second] = text.split("/");
      const [namespace, name] = second === undefined ? [namespaceOf(vertex), first] : [first, second];
      yield edgeTo(vertex, "istio-gateway", { kind: "networking.istio.io/Gateway", name, namespace, field });
    }
  },
};

export default istioGateway;
