import type { Relation } from "../../model/catalog.ts";
import { textAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, mappingsUnder, namespaceOf } from "../../model/kubernetes/naming.ts";

const route = (rules: readonly object[]): object => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name: "web", namespace: "shop" },
  spec: { rules },
});

const kinds = ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"];
/** Groups whose policies send requests to back ends as routes do. */
const policies = ["SecurityPolicy", "EnvoyExtensionPolicy", "EnvoyProxy", "ClientTrafficPolicy"];

const routeService: Relation = {
  id: "route-service",
  title: "A route of the Gateway API leads to a port of a Service",
  why: "A rule that leads to no Service, or to a port it does not offer, answers 500.",
  needs: [],
  starts: [
    ...kinds.map((kind) => `gateway.networking.k8s.io/${kind}`),
    ...policies.map((kind) => `gateway.envoyproxy.io/${kind}`),
  ],
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
    const { spec } = vertex.value as { spec?: unknown };
    for (const { value, field } of mappingsUnder(spec, /^backendRefs?$/, "spec")) {
      const [name, namespace = namespaceOf(vertex)] = [textAt(value, "name"), textAt(value, "namespace")];
      if (!name || (textAt(value, "kind") ?? "Service") !== "Service") continue;
      const port = textAt(value, "port");
      const named = { kind: "v1/Service", name, namespace, field, ...(port ? { part: port } : {}) };
      yield edgeTo(vertex, "route-service", named);
    }
  },
};

export default routeService;
