import type { Relation } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { type NamedService, serviceOf } from "../../model/kubernetes/address.ts";
import { environmentOf } from "../../model/kubernetes/environment.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { besideId, containersAt, type TemplateAt, templateAt } from "../../model/kubernetes/template.ts";
import { objectId } from "../../model/subject.ts";

const pod = (value: string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api", namespace: "shop" },
  spec: { containers: [{ name: "api", env: [{ name: "URL", value }] }] },
});

const url: Relation = {
  id: "url",
  title: "A setting names a Service by its address",
  why: "A host that no Service has, or a port that it does not offer, is found out when the program connects.",
  needs: ["v1/Service", "v1/Namespace", "v1/ConfigMap", "v1/Secret"],
  starts: templateKinds,
  local: false,
  binds: false,
  examples: [
    {
      name: "a Service of the same namespace, by a URL",
      objects: [pod("http://store:8080/items")],
      expect: [{ to: "cluster:v1/Service/shop/store", part: "8080", field: "spec.containers[0].env[0]" }],
    },
    {
      name: "a host with an underscore is still meant as a Service",
      objects: [pod("job_runner.shop.svc.cluster.local:50056")],
      expect: [{ to: "cluster:v1/Service/shop/job_runner", part: "50056" }],
    },
    {
      name: "an address that comes from a ConfigMap",
      objects: [
        {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: "api", namespace: "shop" },
          spec: {
            containers: [
              { name: "api", env: [{ name: "URL", valueFrom: { configMapKeyRef: { name: "at", key: "store" } } }] },
            ],
          },
        },
        {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "at", namespace: "shop" },
          data: { store: "redis://store.data.svc:6379" },
        },
      ],
      expect: [{ to: "cluster:v1/Service/data/store", part: "6379" }],
    },
    { name: "a host of the world", objects: [pod("https://api.example.com/v1")], expect: [] },
    {
      name: "two words with a dot are a Service only where such a namespace is",
      objects: [pod("x.io:443")],
      expect: [],
    },
  ],
  *edges(vertex, graph) {
    const at = templateAt(vertex);
    if (!at) return;
    for (const { address, field } of containersAt(at).flatMap((container) => environmentOf(graph, at, container))) {
      const service = address && serviceOf(address.host, at.namespace);
      if (!service || !isMeant(graph, at, service)) continue;
      const part = address.port === undefined ? {} : { part: String(address.port) };
      yield { from: vertex.id, to: idOf(at, service), relation: "url", field, ...part };
    }
  },
};

function idOf(at: TemplateAt, { name, namespace }: NamedService): string {
  return besideId({ ...at, namespace }, "v1/Service", name);
}

/** `a.b` means Service `a` of namespace `b` only if there is such a namespace. */
function isMeant(graph: Graph, at: TemplateAt, service: NamedService): boolean {
  if (service.sure) return true;
  const root = at.in === undefined ? {} : { in: at.in };
  const look = graph.sight(objectId({ apiVersion: "v1", kind: "Namespace", name: service.namespace, ...root }));
  return look.seen && look.value !== null;
}

export default url;
