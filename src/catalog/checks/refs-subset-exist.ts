import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { serviceOf } from "../../model/kubernetes/address.ts";
import { fieldsAt, textAt, textsAt } from "../../model/kubernetes/fields.ts";
import { namespaceOf, placeOf } from "../../model/kubernetes/naming.ts";
import { correction } from "../../model/mend.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import { seenFrom } from "../../model/presence.ts";

const virtualService = (subset: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http:
    - route:
        - destination: { host: reviews, subset: ${subset} }
`;
const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets: [{ name: stable, labels: { version: v1 } }, { name: canary, labels: { version: v2 } }]
`;

const paths = ["spec.http[].route[].destination", "spec.http[].mirror", "spec.tcp[].route[].destination"];

const refsSubsetExist: Check = {
  id: "refs-subset-exist",
  title: "Subsets that routes of Istio lead to are defined",
  why: "A request that is sent to a subset which no DestinationRule defines is answered 503.",
  remedy: "Name a subset of the DestinationRule for that host, or add it there.",
  severity: "error",
  needs: ["networking.istio.io/VirtualService", "networking.istio.io/DestinationRule"],
  examples: [
    {
      name: "it is defined",
      files: { "route.yaml": virtualService("canary"), "rule.yaml": rule },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "it has another name",
      files: { "route.yaml": virtualService("canery"), "rule.yaml": rule },
      expect: [{ verdict: "fail", places: [{ path: "route.yaml", line: 8 }], actual: "canery", expected: "canary" }],
    },
    {
      name: "no rule for that host is declared here",
      files: { "route.yaml": virtualService("canary") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, ["networking.istio.io/VirtualService"])) {
      const asked = paths.flatMap((path) => fieldsAt(of.value, path));
      const found = asked.flatMap(({ value, field }) => judged(graph, of, value, field));
      if (found.length > 0) yield* found;
      else if (asked.some(({ value }) => textAt(value, "subset"))) yield { of, verdict: "pass" };
    }
  },
};

function judged(graph: Graph, of: ObjectVertex, destination: unknown, place: string): Found[] {
  const [host, subset] = [textAt(destination, "host"), textAt(destination, "subset")];
  if (host === undefined || subset === undefined) return [];
  const rules = rulesFor(graph, of, host);
  const field = `${place}.subset`;
  const about = `subset:${of.subject.ref.in}:${host}#${subset}`;
  if (rules.length === 0)
    return [{ of, field, about, verdict: "unknown", summary: `No DestinationRule for ${host} is declared here` }];
  const names = rules.flatMap(({ value }) => textsAt(value, "spec.subsets[].name").map(({ text }) => text));
  if (names.includes(subset)) return [];
  const meant = correction(of, field, subset, names);
  const has = meant.expected ?? names.join(", ");
  const summary = `No DestinationRule for ${host} defines the subset ${subset}${has ? `; there is ${has}` : ""}`;
  return [{ of, field, about, verdict: "fail", summary, actual: subset, ...(has ? { expected: has } : {}), ...meant }];
}

/** The rules whose host is the same, by whatever form of its name; those in the namespace of the mesh itself as well. */
function rulesFor(graph: Graph, of: ObjectVertex, host: string): readonly Vertex[] {
  const root = placeOf(of)?.root ?? "cluster";
  const wanted = fullName(host, namespaceOf(of));
  return [root, ...seenFrom(graph, root)].flatMap((place) =>
    [...graph.ofKind("networking.istio.io/DestinationRule", { in: place })].filter(
      (rule) => fullName(textAt(rule.value, "spec.host") ?? "", namespaceOf(rule)) === wanted,
    ),
  );
}

function fullName(host: string, namespace: string): string {
  const service = serviceOf(host, namespace);
  return service ? `${service.name}.${service.namespace}` : host;
}

export default refsSubsetExist;
