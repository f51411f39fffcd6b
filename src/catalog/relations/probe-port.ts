import type { Relation } from "../../model/catalog.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { probesOf } from "../../model/kubernetes/probe.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";

const pod = (port: number | string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api", namespace: "shop" },
  spec: {
    containers: [
      { name: "api", ports: [{ name: "http", containerPort: 8080 }], readinessProbe: { httpGet: { port, path: "/" } } },
    ],
  },
});

const probePort: Relation = {
  id: "probe-port",
  title: "A probe knocks at a port of its container",
  why: "A probe at a port that nobody listens on keeps a healthy program out of service, or kills it again and again.",
  needs: [],
  starts: templateKinds,
  local: true,
  binds: false,
  examples: [
    {
      name: "a port by its name",
      objects: [pod("http")],
      expect: [{ to: "cluster:v1/Pod/shop/api", part: "8080", field: "spec.containers[0].readinessProbe" }],
    },
    { name: "a name that no port has", objects: [pod("metrics")], expect: [] },
  ],
  *edges(vertex) {
    const at = templateAt(vertex);
    for (const { container, field } of at ? containersAt(at) : []) {
      for (const { kind, port } of probesOf(container)) {
        if (port === undefined) continue;
        yield { from: vertex.id, to: vertex.id, relation: "probe-port", field: `${field}.${kind}`, part: String(port) };
      }
    }
  },
};

export default probePort;
