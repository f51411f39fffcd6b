import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { podPortsOf } from "../../model/kubernetes/pod-ports.ts";
import { type ServiceMention, serviceMentions } from "../../model/kubernetes/service-mentions.ts";
import { templateAt } from "../../model/kubernetes/template.ts";
import type { Service } from "../../model/kubernetes/workload.ts";
import { lineInText, mendTextOf } from "../../model/mend.ts";
import { everyObject, type ObjectVertex, vertexAt } from "../../model/objects.ts";
import { offeredPorts } from "../../model/offered-ports.ts";
import { presenceOf } from "../../model/presence.ts";

const files = (url: string, port: number): Record<string, string> => ({
  "settings.yaml": `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data:
  store: ${url}
`,
  "service.yaml": `apiVersion: v1
kind: Service
metadata: { name: store, namespace: shop }
spec: { selector: { app: store }, ports: [{ port: ${port}, targetPort: 8080 }] }
`,
});

const urlPortServed: Check = {
  id: "url-port-served",
  title: "Addresses in settings name ports that their Services offer",
  why: "A connection to a port that a Service does not offer is refused or hangs until it times out.",
  remedy:
    "Write a port of the Service (not that of the container behind it); without one, http means 80 and https 443.",
  severity: "error",
  needs: ["v1/Service"],
  examples: [
    { name: "a port that is offered", files: files("http://store:8080/items", 8080), expect: [{ verdict: "pass" }] },
    {
      name: "the port of the container instead of that of the Service",
      files: files("http://store:8080/items", 80),
      expect: [
        {
          verdict: "fail",
          places: [{ path: "settings.yaml", line: 5 }],
          actual: "8080",
          expected: "80",
          fix: [{ set: "http://store:80/items" }],
        },
      ],
    },
    {
      name: "http without a port means 80",
      files: files("http://store/items", 8080),
      expect: [{ verdict: "fail", actual: "80", expected: "8080" }],
    },
    {
      name: "an address that variables make up",
      files: {
        ...files("http://store:80", 80),
        "pod.yaml": `apiVersion: v1
kind: Pod
metadata: { name: shop, namespace: shop }
spec:
  containers:
    - name: main
      image: shop
      env:
        - { name: STORE_PORT, value: "8080" }
        - { name: STORE_URL, value: "http://store:$(STORE_PORT)/items" }
`,
      },
      expect: [{ verdict: "fail", places: [{ path: "pod.yaml", line: 10 }], actual: "8080", expected: "80" }],
    },
    {
      name: "a Service that is not declared here",
      files: { "settings.yaml": files("http://store/items", 8080)["settings.yaml"] ?? "" },
      expect: [],
    },
  ],
  *run(graph) {
    for (const of of everyObject(graph)) {
      const mentions = [...serviceMentions(graph, of)].filter(({ port }) => port !== undefined);
      const judgements = mentions.map((mention) => judged(graph, of, mention));
      const found = judgements.flatMap((one) => (one === "served" || one === "not known" ? [] : one));
      if (found.length > 0) yield* found;
      else if (judgements.includes("served")) yield { of, verdict: "pass" };
    }
  },
};

function judged(graph: Graph, of: ObjectVertex, mention: ServiceMention): Found | "served" | "not known" {
  const { id, port, field, host, text, scheme } = mention;
  const presence = presenceOf(graph, id);
  const offered = offeredPorts(presence);
  if (presence.is !== "there" || offered === "any") return "not known";
  const ports = [...offered, ...(isHeadless(presence.vertex) ? behind(graph, presence.vertex) : [])];
  if (ports.includes(String(port))) return "served";
  const numbers = [...new Set(ports)].filter((one) => /^\d+$/.test(one));
  const [only, ...others] = numbers;
  const said = new RegExp(`:${port}(?!\\d)`).test(text);
  const fix =
    only !== undefined && others.length === 0 && said
      ? mendTextOf(of, field, { text, from: `${host}:${port}`, to: `${host}:${only}` })
      : [];
  const implied = said || scheme === undefined ? "" : ` (what ${scheme} means without one)`;
  return {
    of,
    field,
    about: `port:${id}#${port}`,
    verdict: "fail",
    summary: `The Service ${mention.name} does not offer the port ${port}${implied}; it offers ${numbers.join(", ")}`,
    actual: String(port),
    expected: numbers.join(", "),
    evidence: [presence.vertex.evidence],
    places: lineInText(of, field, text, said ? `${host}:${port}` : host),
    ...(fix.length > 0 ? { fix } : {}),
  };
}

const isHeadless = ({ value }: Vertex): boolean => (value as Service).spec?.clusterIP === "None";

/** A headless Service leads to the pods themselves: whatever they listen on is there. */
function behind(graph: Graph, service: Vertex): readonly string[] {
  return [...graph.out(service.id, "selector")].flatMap(({ to }) => {
    const pod = vertexAt(graph, to);
    const at = pod && templateAt(pod);
    return at ? podPortsOf(at).map(({ port }) => String(port.containerPort)) : [];
  });
}

export default urlPortServed;
