import type { Check, Found } from "../../model/catalog.ts";
import type { Edge, Graph, Vertex } from "../../model/graph.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { objectsOf } from "../../model/objects.ts";
import { keysOf, type Presence, presenceOf } from "../../model/presence.ts";

const pod = (ref: string): string => `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - name: api
      image: api:1
      env:
        - name: URL
          valueFrom: { ${ref} }
`;
const settings = `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { url: "http://store" }
`;

const relations = ["env", "env-from", "volume"];

const refsConfigExist: Check = {
  id: "refs-config-exist",
  title: "ConfigMaps and Secrets that pods use exist, with their keys",
  why: "A pod whose ConfigMap, Secret or key is missing waits in CreateContainerConfigError or ContainerCreating.",
  remedy: "Create it, or name the one that is there.",
  severity: "error",
  needs: templateKinds,
  examples: [
    {
      name: "the key is there",
      files: { "pod.yaml": pod("configMapKeyRef: { name: settings, key: url }"), "settings.yaml": settings },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "no such ConfigMap",
      files: { "pod.yaml": pod("configMapKeyRef: { name: setings, key: url }"), "settings.yaml": settings },
      expect: [{ verdict: "fail", places: [{ path: "pod.yaml", line: 10 }] }],
    },
    {
      name: "no such key",
      files: { "pod.yaml": pod("configMapKeyRef: { name: settings, key: uri }"), "settings.yaml": settings },
      expect: [{ verdict: "fail", actual: "uri" }],
    },
    {
      name: "a name that is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "pod.yaml": pod('configMapKeyRef: { name: "${NAME}", key: url }') },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const vertex of objectsOf(graph, templateKinds)) {
      const edges = relations.flatMap((relation) => [...graph.out(vertex.id, relation)]);
      for (const edge of edges) yield judged(graph, vertex, edge);
    }
  },
};

function judged(graph: Graph, of: Vertex, edge: Edge): Found {
  const presence = presenceOf(graph, edge.to);
  const at = { of, ...(edge.field === undefined ? {} : { field: edge.field }) };
  if (presence.is === "unknown")
    return { ...at, verdict: "unknown", summary: presence.why, evidence: [presence.evidence] };
  const wrong = edge.optional ? undefined : wrongWith(presence, edge);
  return wrong ? { ...at, verdict: "fail", ...wrong } : { ...at, verdict: "pass" };
}

function wrongWith(
  presence: Presence,
  { to, part }: Edge,
): Pick<Found, "summary" | "actual" | "expected" | "about"> | undefined {
  const name = to.slice(to.indexOf("/") + 1);
  if (presence.is === "absent") return { summary: `${name} is declared nowhere`, actual: name, about: `missing:${to}` };
  const keys = keysOf(presence);
  if (part === undefined || keys === "any" || keys.includes(part)) return undefined;
  return {
    summary: `${name} has no key ${part}`,
    actual: part,
    expected: keys.join(", "),
    about: `missing:${to}#${part}`,
  };
}

export default refsConfigExist;
