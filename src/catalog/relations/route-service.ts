import type { Relation } from "../../model/catalog.ts";
import { textAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

const route = (rules: readonly object[]): object => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name: "web", namespace: "shop" },
  spec: { rules },
});

const kinds = ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"];
const paths = [
  "spec.rules[].backendRefs[]",
  "spec.rules[].filters[].requestMirror.backendRef",
  "spec.rules[].backendRefs[].filters[].requestMirror.backendRef",
];

const routeService: Relation = {
  id: "route-service",
  title: "A route of the Gateway API leads to a port of a Service",
  why: "A rule that leads to no Service, or to a port it does not offer, answers 500.",
  needs: [],
  starts: kinds.map((kind) => `gateway.networking.k8s.io/${kind}`),
  local: false,
  binds: false,
  examples: [
    {
      name: "a Service of the same namespace, and one of another",
      objects: [
        route([
          {
            backendRefs: [
              { name: "api", port: 80 },
              { name: "shared", namespace: "tools", port: 8080 },
            ],
          },
        ]),
      ],
      expect: [
        { to: "cluster:v1/Service/shop/api", part: "80", field: "spec.rules[0].backendRefs[0]" },
        { to: "cluster:v1/Service/tools/shared", part: "8080" },
      ],
    },
    {
      name: "a back end that is no Service",
      objects: [route([{ backendRefs: [{ group: "example.io", kind: "Bucket", name: "files" }] }])],
      expect: [],
    },
  ],
  *edges(vertex) {
    for (const path of paths) {
      for (const { name, namespace = namespaceOf(vertex), kind, field, value } of referencesAt(vertex.value, path)) {
        if (kind !== undefined && kind !== "Service") continue;
        const port = textAt(value, "port");
        yield edgeTo(vertex, "route-service", {
          kind: "v1/Service",
          name,
          namespace,
          field,
          ...(port ? { part: port } : {}),
        });
      }
    }
  },
};

export default routeService;
