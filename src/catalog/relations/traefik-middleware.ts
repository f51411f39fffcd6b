import type { Relation } from "../../model/catalog.ts";
import { edgeTo, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

const route = (middlewares: readonly object[]): object => ({
  apiVersion: "traefik.io/v1alpha1",
  kind: "IngressRoute",
  metadata: { name: "web", namespace: "shop" },
  spec: { routes: [{ match: "PathPrefix(`/`)", middlewares }] },
});

const groups = ["traefik.io", "traefik.containo.us"];

const traefikMiddleware: Relation = {
  id: "traefik-middleware",
  title: "A route of Traefik passes through a Middleware",
  why: "Traefik leaves out a route whose Middleware is not there, and visitors get 404.",
  needs: [],
  starts: groups.flatMap((group) => [`${group}/IngressRoute`, `${group}/IngressRouteTCP`, `${group}/Middleware`]),
  local: false,
  binds: false,
  examples: [
    {
      name: "a Middleware of the same namespace",
      objects: [route([{ name: "login" }])],
      expect: [{ to: "cluster:traefik.io/Middleware/shop/login", field: "spec.routes[0].middlewares[0].name" }],
    },
    { name: "one that a file of Traefik's own declares", objects: [route([{ name: "login@file" }])], expect: [] },
  ],
  *edges(vertex) {
    const group = vertex.id.includes("containo.us/") ? "traefik.containo.us" : "traefik.io";
    const kind = vertex.id.includes("/IngressRouteTCP/") ? "MiddlewareTCP" : "Middleware";
    for (const path of ["spec.routes[].middlewares[]", "spec.chain.middlewares[]"]) {
      for (const { name, namespace = namespaceOf(vertex), field } of referencesAt(vertex.value, path)) {
        if (name.includes("@")) continue;
        yield edgeTo(vertex, "traefik-middleware", {
          kind: `${group}/${kind}`,
          name,
          namespace,
          field: `${field}.name`,
        });
      }
    }
  },
};

export default traefikMiddleware;
