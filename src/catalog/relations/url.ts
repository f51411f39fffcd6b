import type { Relation } from "../../model/catalog.ts";
import type { Edge, Graph, Vertex } from "../../model/graph.ts";
import { type NamedService, serviceOf } from "../../model/kubernetes/address.ts";
import { environmentOf } from "../../model/kubernetes/environment.ts";
import { knowsNamespace, serviceMentions } from "../../model/kubernetes/service-mentions.ts";
import { besideId, containersAt, type TemplateAt, templateAt } from "../../model/kubernetes/template.ts";

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
  starts: ["*"],
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
      expect: [
        { from: "cluster:v1/Pod/shop/api", to: "cluster:v1/Service/data/store", part: "6379" },
        { from: "cluster:v1/ConfigMap/shop/at", to: "cluster:v1/Service/data/store", part: "6379" },
      ],
    },
    {
      name: "an address inside a file that a ConfigMap holds, and one in an argument",
      objects: [
        {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "proxy", namespace: "shop" },
          data: { "nginx.conf": "location / {\n  proxy_pass http://api:8080/;\n  # http://old:80\n}\n" },
        },
        {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: "api", namespace: "shop" },
          spec: { containers: [{ name: "api", args: ["--store=store.data.svc:6379"] }] },
        },
      ],
      expect: [
        { to: "cluster:v1/Service/shop/api", part: "8080", field: 'data["nginx.conf"]' },
        { to: "cluster:v1/Service/data/store", part: "6379", field: "spec.containers[0].args[0]" },
      ],
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
    if (at) yield* fromVariables(vertex, at, graph);
    for (const { id: to, port, field } of serviceMentions(graph, vertex)) {
      // Variables are read above, with what they take from ConfigMaps and Secrets.
      if (at && field.includes(".env[")) continue;
      yield { from: vertex.id, to, relation: "url", field, ...(port === undefined ? {} : { part: String(port) }) };
    }
  },
};

function* fromVariables(vertex: Vertex, at: TemplateAt, graph: Graph): Iterable<Edge> {
  for (const { address, field } of containersAt(at).flatMap((container) => environmentOf(graph, at, container))) {
    const service = address && serviceOf(address.host, at.namespace);
    if (!service || !isMeant(graph, at, service)) continue;
    const part = address.port === undefined ? {} : { part: String(address.port) };
    yield { from: vertex.id, to: idOf(at, service), relation: "url", field, ...part };
  }
}

function idOf(at: TemplateAt, { name, namespace }: NamedService): string {
  return besideId({ ...at, namespace }, "v1/Service", name);
}

/** `a.b` means Service `a` of namespace `b` only if there is such a namespace. */
function isMeant(graph: Graph, at: TemplateAt, service: NamedService): boolean {
  return service.sure || knowsNamespace(graph, at.in ?? "cluster", service.namespace);
}

export default url;
