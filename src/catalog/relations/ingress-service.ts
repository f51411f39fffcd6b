import type { Relation } from "../../model/catalog.ts";
import { fieldsAt, textAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, namespaceOf } from "../../model/kubernetes/naming.ts";

const ingress = (spec: object): object => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "web", namespace: "shop" },
  spec,
});

const ingressService: Relation = {
  id: "ingress-service",
  title: "An Ingress leads to a port of a Service",
  why: "A path that leads to no Service, or to a port it does not offer, answers 503 or 404.",
  needs: [],
  starts: ["networking.k8s.io/Ingress"],
  local: true,
  binds: false,
  examples: [
    {
      name: "a path to a port by its number, and the default to one by its name",
      objects: [
        ingress({
          defaultBackend: { service: { name: "home", port: { name: "http" } } },
          rules: [{ http: { paths: [{ path: "/", backend: { service: { name: "api", port: { number: 80 } } } }] } }],
        }),
      ],
      expect: [
        {
          to: "cluster:v1/Service/shop/api",
          part: "80",
          field: "spec.rules[0].http.paths[0].backend.service",
        },
        { to: "cluster:v1/Service/shop/home", part: "http", field: "spec.defaultBackend.service" },
      ],
    },
    { name: "no back end", objects: [ingress({ rules: [{ host: "shop.example" }] })], expect: [] },
  ],
  *edges(vertex) {
    for (const path of ["spec.defaultBackend.service", "spec.rules[].http.paths[].backend.service"]) {
      for (const { value, field } of fieldsAt(vertex.value, path)) {
        const name = textAt(value, "name");
        const port = textAt(value, "port.number") ?? textAt(value, "port.name");
        if (!name) continue;
        // The AWS controller takes this word for an action that an annotation describes; the name is the action's.
        if (port === "use-annotation") continue;
        const part = port === undefined ? {} : { part: port };
        yield edgeTo(vertex, "ingress-service", {
          kind: "v1/Service",
          name,
          namespace: namespaceOf(vertex),
          field,
          ...part,
        });
      }
    }
  },
};

export default ingressService;
