import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { fieldsAt, textsAt } from "../../model/kubernetes/fields.ts";
import { kindOf } from "../../model/kubernetes/naming.ts";
import { podPortsOf } from "../../model/kubernetes/pod-ports.ts";
import { selectionsOf } from "../../model/kubernetes/selections.ts";
import { templateAt } from "../../model/kubernetes/template.ts";
import type { Service } from "../../model/kubernetes/workload.ts";
import { correction } from "../../model/mend.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";
import { matchedBy } from "../../model/selected.ts";

const monitor = (port: string): string => `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  endpoints:
    - port: ${port}
`;
const service = (ports: string): string => `apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop, labels: { app: api } }
spec: { selector: { app: api }, ports: [${ports}] }
`;

const paths: Readonly<Record<string, string>> = {
  "monitoring.coreos.com/ServiceMonitor": "spec.endpoints[].port",
  "monitoring.coreos.com/PodMonitor": "spec.podMetricsEndpoints[].port",
};

const portsMonitor: Check = {
  id: "ports-monitor",
  title: "Monitors name ports that what they select has",
  why: "Prometheus drops a target whose port has another name: there is no error, and no data.",
  remedy: "Write the name of the port as the Service has it (for a PodMonitor, as the container has it).",
  severity: "warning",
  needs: Object.keys(paths),
  examples: [
    {
      name: "a port by its name",
      files: { "monitor.yaml": monitor("metrics"), "api.yaml": service("{ name: metrics, port: 9090 }") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a name that the Service has not",
      files: { "monitor.yaml": monitor("metric"), "api.yaml": service("{ name: metrics, port: 9090 }") },
      expect: [
        {
          verdict: "fail",
          places: [{ path: "monitor.yaml", line: 7 }],
          actual: "metric",
          expected: "metrics",
          fix: [{ set: "metrics" }],
        },
      ],
    },
    { name: "a Service that is not declared here", files: { "monitor.yaml": monitor("metrics") }, expect: [] },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, Object.keys(paths))) yield* judged(graph, of);
  },
};

function* judged(graph: Graph, of: ObjectVertex): Iterable<Found> {
  const kind = kindOf(of);
  const selected = selectionsOf(kind, of.value).flatMap((selection) => matchedBy(graph, of, selection));
  if (selected.length === 0) return;
  const names = new Set(selected.flatMap(portNamesOf));
  const asked = textsAt(of.value, paths[kind] ?? "spec.endpoints[].port").filter(({ text }) => !isFilledInLater(text));
  const wrong = asked.filter(({ text }) => !names.has(text));
  for (const { text, field } of wrong) {
    const has = [...names].join(", ");
    const summary = `Nothing that it selects has a port named ${text}${has ? `; there is ${has}` : ""}`;
    const expected = has ? { expected: has } : {};
    yield { of, field, verdict: "fail", summary, actual: text, ...expected, ...correction(of, field, text, names) };
  }
  if (wrong.length === 0 && asked.length > 0) yield { of, verdict: "pass" };
}

function portNamesOf(vertex: Vertex): readonly string[] {
  const at = templateAt(vertex);
  if (at) return podPortsOf(at).flatMap(({ port }) => port.name ?? []);
  return fieldsAt(vertex.value as Service, "spec.ports[].name").map(({ value }) => String(value));
}

export default portsMonitor;
