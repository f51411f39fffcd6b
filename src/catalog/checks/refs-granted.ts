import type { Check, Found } from "../../model/catalog.ts";
import type { Edge, Graph, Vertex } from "../../model/graph.ts";
import { fieldsAt, textAt } from "../../model/kubernetes/fields.ts";
import { kindOf, namespaceOf } from "../../model/kubernetes/naming.ts";
import { vertexAt } from "../../model/objects.ts";
import { partsOf, presenceOf, seenFrom } from "../../model/presence.ts";

const route = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web, namespace: shop }
spec:
  rules:
    - backendRefs:
        - { name: shared, namespace: tools, port: 80 }
`;
const shared = `apiVersion: v1
kind: Service
metadata: { name: shared, namespace: tools }
spec: { ports: [{ port: 80 }] }
`;
const grant = (namespace: string): string => `apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: routes, namespace: tools }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: ${namespace} }]
  to: [{ group: "", kind: Service }]
`;

const refsGranted: Check = {
  id: "refs-granted",
  title: "References of the Gateway API to other namespaces are granted there",
  why: "Without a ReferenceGrant in the namespace of the Service or Secret the reference is refused: a route answers 500.",
  remedy: "Add a ReferenceGrant to the namespace that is referred to, from the kind and namespace that refer.",
  severity: "error",
  needs: ["gateway.networking.k8s.io/HTTPRoute", "gateway.networking.k8s.io/ReferenceGrant"],
  examples: [
    {
      name: "it is granted",
      files: { "route.yaml": route, "shared.yaml": shared, "grant.yaml": grant("shop") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "it is granted to another namespace",
      files: { "route.yaml": route, "shared.yaml": shared, "grant.yaml": grant("shops") },
      expect: [{ verdict: "fail", places: [{ path: "route.yaml", line: 7 }], actual: "shop" }],
    },
    {
      name: "the Service is not declared here, so its grant may not be either",
      files: { "route.yaml": route },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const relation of ["route-service", "tls-secret"]) {
      for (const edge of graph.edges(relation)) {
        const of = vertexAt(graph, edge.from);
        if (!of || !kindOf(of).startsWith("gateway.networking.k8s.io/")) continue;
        if (partsOf(edge.to).namespace !== namespaceOf(of) && namespaceOf(of) !== "") yield judged(graph, of, edge);
      }
    }
  },
};

function judged(graph: Graph, of: Vertex, { to, field = "" }: Edge): Found {
  const { root, namespace, kind, name } = partsOf(to);
  const grants = [root, ...seenFrom(graph, root)].flatMap((place) => [
    ...graph.ofKind("gateway.networking.k8s.io/ReferenceGrant", { in: place, namespace }),
  ]);
  if (grants.some((grant) => allows(grant, of, kind, name))) return { of, verdict: "pass" };
  const about = `grant:${of.id}:${to}`;
  const short = kind.slice(kind.indexOf("/") + 1);
  if (presenceOf(graph, to).is !== "there") {
    const summary = `The ${short} ${name} of ${namespace} is not declared here: whether it may be referred to, files cannot tell`;
    return { of, field, about, verdict: "unknown", summary };
  }
  const summary = `No ReferenceGrant in ${namespace} lets ${kindOf(of).replace(/^.*\//, "")}s of ${namespaceOf(of)} refer to the ${short} ${name}`;
  return {
    of,
    field,
    about,
    verdict: "fail",
    summary,
    actual: namespaceOf(of),
    expected: `a ReferenceGrant in ${namespace}`,
  };
}

function allows(grant: Vertex, of: Vertex, kind: string, name: string): boolean {
  const from = fieldsAt(grant.value, "spec.from[]").some(
    ({ value }) =>
      `${textAt(value, "group")}/${textAt(value, "kind")}` === kindOf(of) &&
      textAt(value, "namespace") === namespaceOf(of),
  );
  const to = fieldsAt(grant.value, "spec.to[]").some(({ value }) => {
    const group = textAt(value, "group") ?? "v1";
    return `${group}/${textAt(value, "kind")}` === kind && (textAt(value, "name") ?? name) === name;
  });
  return from && to;
}

export default refsGranted;
