import type { Relation } from "../../model/catalog.ts";
import { textAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

const route = (services: readonly object[]): object => ({
  apiVersion: "traefik.io/v1alpha1",
  kind: "IngressRoute",
  metadata: { name: "web", namespace: "shop" },
  spec: { routes: [{ match: "PathPrefix(`/`)", services }] },
});

const groups = ["traefik.io", "traefik.containo.us"];
const kinds = ["IngressRoute", "IngressRouteTCP", "IngressRouteUDP", "TraefikService", "Middleware"];
const paths = [
  "spec.routes[].services[]",
  "spec.weighted.services[]",
  "spec.mirroring",
  "spec.mirroring.mirrors[]",
  "spec.errors.service",
];

const traefikService: Relation = {
  id: "traefik-service",
  title: "A route of Traefik leads to a port of a Service",
  why: "Traefik leaves out a route whose Service or port is not there, and visitors get 404.",
  needs: [],
  starts: groups.flatMap((group) => kinds.map((kind) => `${group}/${kind}`)),
  local: false,
  binds: false,
  examples: [
    {
      name: "a Service, and a set of Services in another namespace",
      objects: [
        route([
          { name: "api", port: 80 },
          { kind: "TraefikService", name: "both", namespace: "tools" },
        ]),
      ],
      expect: [
        { to: "cluster:v1/Service/shop/api", part: "80", field: "spec.routes[0].services[0]" },
        { to: "cluster:traefik.io/TraefikService/tools/both", field: "spec.routes[0].services[1]" },
      ],
    },
    {
      name: "a service of Traefik itself",
      objects: [route([{ kind: "TraefikService", name: "api@internal" }])],
      expect: [],
    },
  ],
  *edges(vertex) {
    const group = vertex.id.includes("containo.us/") ? "traefik.containo.us" : "traefik.io";
    for (const { name, namespace, kind, field, value } of paths.flatMap((path) => referencesAt(vertex.value, path))) {
      // What comes from elsewhere is written with its provider: `api@internal`.
      if (name.includes("@")) continue;
      const port = textAt(value, "port");
      yield edgeTo(vertex, "traefik-service", {
        kind: kind === "TraefikService" ? `${group}/TraefikService` : "v1/Service",
        name,
        namespace: namespace ?? namespaceOf(vertex),
        field,
        ...(port ? { part: port } : {}),
      });
    }
  },
};

export default traefikService;
