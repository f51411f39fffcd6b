import type { Check, Found } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import type { ContainerPort } from "../../model/kubernetes/pod.ts";
import { listPorts, mentionedPorts, podPortsOf, sameProtocol } from "../../model/kubernetes/pod-ports.ts";
import { type TemplateAt, templateAt } from "../../model/kubernetes/template.ts";
import type { Service, ServicePort } from "../../model/kubernetes/workload.ts";
import { correction } from "../../model/mend.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";

const service = (target: string): string => `apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec:
  selector: { app: api }
  ports:
    - port: 80
      targetPort: ${target}
`;
const deployment = (ports: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers: [{ name: api, image: "api:1", ports: [${ports}] }]
`;
const http = "{ name: http, containerPort: 8080 }";

const portsServiceTarget: Check = {
  id: "ports-service-target",
  title: "Ports of Services lead to ports of their pods",
  why: "A named target port that no container has leads nowhere: the Service never gets an end point. A number that no container declares is refused when somebody connects, unless the program listens there all the same.",
  remedy: "Write the name or number that the container's ports have.",
  severity: "error",
  needs: ["v1/Service"],
  examples: [
    {
      name: "a port by its name",
      files: { "service.yaml": service("http"), "api.yaml": deployment(http) },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a name that no container has",
      files: { "service.yaml": service("web"), "api.yaml": deployment(http) },
      expect: [
        {
          verdict: "fail",
          severity: "error",
          places: [{ path: "service.yaml", line: 8 }],
          actual: "web",
          expected: "http (8080)",
        },
      ],
    },
    {
      name: "a number that no container declares",
      files: { "service.yaml": service("8081"), "api.yaml": deployment(http) },
      expect: [{ verdict: "fail", severity: "warning", actual: "8081" }],
    },
    {
      name: "containers that declare no ports",
      files: { "service.yaml": service("8080"), "api.yaml": deployment("") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf<Service>(graph, ["v1/Service"])) yield* judged(graph, of);
  },
};

function* judged(graph: Graph, of: ObjectVertex<Service>): Iterable<Found> {
  const ports = of.value.spec?.ports;
  const pods = podsOf(graph, of);
  if (pods.length === 0 || !Array.isArray(ports)) return;
  const found = ports.flatMap((port, index) => wrongWith(of, port, index, pods));
  yield* found.length > 0 ? found : [{ of, verdict: "pass" as const }];
}

/** The templates of what it selects. */
function podsOf(graph: Graph, of: ObjectVertex): readonly TemplateAt[] {
  return [...graph.out(of.id, "selector")].flatMap(({ to }) => {
    const look = graph.sight(to);
    return (look.seen && look.value && templateAt(look.value)) || [];
  });
}

interface Aim {
  readonly field: string;
  readonly target: string;
  readonly declared: readonly ContainerPort[];
}

function wrongWith(of: ObjectVertex, port: ServicePort, index: number, pods: readonly TemplateAt[]): Found[] {
  const target = String(port.targetPort ?? port.port);
  const field = `spec.ports[${index}].${port.targetPort === undefined ? "port" : "targetPort"}`;
  const declared = pods.flatMap(podPortsOf).flatMap((one) => (sameProtocol(one.port, port) ? one.port : []));
  if (isFilledInLater(target)) return [];
  const aim = { field, target, declared };
  return /^\d+$/.test(target) ? unserved(of, aim, pods) : unnamed(of, aim);
}

function unnamed(of: ObjectVertex, { field, target, declared }: Aim): Found[] {
  if (declared.some(({ name }) => name === target)) return [];
  const meant = correction(
    of,
    field,
    target,
    declared.flatMap(({ name }) => name ?? []),
  );
  const has = listPorts(declared);
  return [
    {
      of,
      field,
      about: `target:${of.id}#${target}`,
      verdict: "fail",
      summary: `No container of its pods has a port named ${target}${has ? `; they have ${has}` : ""}`,
      actual: target,
      ...(has ? { expected: has } : {}),
      ...meant,
    },
  ];
}

function unserved(of: ObjectVertex, { field, target, declared }: Aim, pods: readonly TemplateAt[]): Found[] {
  const number = Number(target);
  if (declared.some(({ containerPort }) => containerPort === number)) return [];
  if (pods.some((at) => mentionedPorts(at).has(number))) return [];
  const about = `target:${of.id}#${target}`;
  if (pods.some((at) => podPortsOf(at).length === 0)) {
    const summary = `The containers declare no ports: whether one listens on ${target}, files cannot tell`;
    return [{ of, field, verdict: "unknown", summary, about }];
  }
  const has = listPorts(declared);
  const summary = `No container of its pods declares the port ${target}; they have ${has}`;
  return [{ of, field, about, verdict: "fail", severity: "warning", summary, actual: target, expected: has }];
}

export default portsServiceTarget;
