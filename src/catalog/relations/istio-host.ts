import type { Relation } from "../../model/catalog.ts";
import { serviceOf } from "../../model/kubernetes/address.ts";
import { fieldsAt, textAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, namespaceOf } from "../../model/kubernetes/naming.ts";

const virtualService = (http: readonly object[]): object => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "web", namespace: "shop" },
  spec: { hosts: ["shop.example"], http },
});

const paths = [
  "spec.http[].route[].destination",
  "spec.http[].mirror",
  "spec.http[].mirrors[].destination",
  "spec.tcp[].route[].destination",
  "spec.tls[].route[].destination",
  // A DestinationRule names its host right in its spec.
  "spec",
];

const istioHost: Relation = {
  id: "istio-host",
  title: "A route of Istio leads to a port of a Service",
  why: "A destination that no Service is answers 503, and a rule for a host that is not there does nothing.",
  needs: [],
  starts: ["networking.istio.io/VirtualService", "networking.istio.io/DestinationRule"],
  local: false,
  binds: false,
  examples: [
    {
      name: "a Service by its short name and one by its full name",
      objects: [
        virtualService([
          {
            route: [
              { destination: { host: "api", port: { number: 80 } } },
              { destination: { host: "shared.tools.svc.cluster.local" } },
            ],
          },
        ]),
      ],
      expect: [
        { to: "cluster:v1/Service/shop/api", part: "80", field: "spec.http[0].route[0].destination" },
        { to: "cluster:v1/Service/tools/shared", field: "spec.http[0].route[1].destination" },
      ],
    },
    {
      name: "a host of the world",
      objects: [virtualService([{ route: [{ destination: { host: "api.example.com" } }] }])],
      expect: [],
    },
  ],
  *edges(vertex) {
    for (const { value, field } of paths.flatMap((path) => fieldsAt(vertex.value, path))) {
      const host = textAt(value, "host");
      const service = host === undefined ? undefined : serviceOf(host, namespaceOf(vertex));
      // `a.b` is not searched for: Istio reads a name with dots as it stands.
      if (!service?.sure || service.name.includes("*")) continue;
      const port = textAt(value, "port.number");
      const { name, namespace } = service;
      const part = port ? { part: port } : {};
      yield edgeTo(vertex, "istio-host", { kind: "v1/Service", name, namespace, field, ...part });
    }
  },
};

export default istioHost;
