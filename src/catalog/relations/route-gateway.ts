import type { Relation } from "../../model/catalog.ts";
import { textAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

const route = (parentRefs: readonly object[]): object => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name: "web", namespace: "shop" },
  spec: { parentRefs },
});

const kinds = ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"];

const routeGateway: Relation = {
  id: "route-gateway",
  title: "A route is attached to a listener of a Gateway",
  why: "A route whose Gateway or listener is not there receives no traffic, and only its status says so.",
  needs: [],
  starts: kinds.map((kind) => `gateway.networking.k8s.io/${kind}`),
  local: false,
  binds: false,
  examples: [
    {
      name: "a listener of a Gateway in another namespace",
      objects: [route([{ name: "outside", namespace: "network", sectionName: "https" }])],
      expect: [
        {
          to: "cluster:gateway.networking.k8s.io/Gateway/network/outside",
          part: "https",
          field: "spec.parentRefs[0].name",
        },
      ],
    },
    { name: "a parent that is a Service", objects: [route([{ kind: "Service", name: "api" }])], expect: [] },
  ],
  *edges(vertex) {
    for (const one of referencesAt(vertex.value, "spec.parentRefs[]")) {
      const { name, namespace = namespaceOf(vertex), field, kind = "Gateway", value } = one;
      if (kind !== "Gateway") continue;
      const section = textAt(value, "sectionName");
      yield edgeTo(vertex, "route-gateway", {
        kind: "gateway.networking.k8s.io/Gateway",
        name,
        namespace,
        field: `${field}.name`,
        ...(section ? { part: section } : {}),
      });
    }
  },
};

export default routeGateway;
