import type { Check, Found } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import type { ContainerPort } from "../../model/kubernetes/pod.ts";
import { agreedPort, listPorts, mentionedPorts, podPortsOf, sameProtocol } from "../../model/kubernetes/pod-ports.ts";
import { type TemplateAt, templateAt } from "../../model/kubernetes/template.ts";
import type { Service, ServicePort } from "../../model/kubernetes/workload.ts";
import { correction } from "../../model/mend.ts";
import { type ObjectVertex, objectsOf, vertexAt } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";
import { isSpokenOf } from "../../model/spoken-ports.ts";

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
      name: "one more port than containers declare",
      files: {
        "service.yaml": `${service("http")}    - { name: metrics, port: 8084 }\n`,
        "api.yaml": deployment(http),
      },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "a number that no container declares, but a file that its pods mount",
      files: {
        "service.yaml": service("9002"),
        "api.yaml": `${deployment(http)}      volumes: [{ name: conf, configMap: { name: conf } }]\n`,
        "conf.yaml": `apiVersion: v1
kind: ConfigMap
metadata: { name: conf, namespace: shop }
data: { main.go: 'port := flag.Int("port", 9002, "port")' }
`,
      },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "containers that declare no ports, and speak of another one",
      files: {
        "service.yaml": service("8081"),
        "api.yaml": deployment("").replace(
          "ports: []",
          'env: [{ name: PORT, value: "8080" }], readinessProbe: { tcpSocket: { port: 8080 } }',
        ),
      },
      expect: [{ verdict: "fail", severity: "warning", actual: "8081", expected: "8080" }],
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
  const found = ports.flatMap((port, index) => wrongWith({ graph, of, pods }, port, index));
  yield* found.length > 0 ? found : [{ of, verdict: "pass" as const }];
}

/** A Service with the templates of what it selects, each with the vertex that has it. */
interface Selecting {
  readonly graph: Graph;
  readonly of: ObjectVertex<Service>;
  readonly pods: readonly { readonly id: string; readonly at: TemplateAt }[];
}

function podsOf(graph: Graph, of: ObjectVertex): Selecting["pods"] {
  return [...graph.out(of.id, "selector")].flatMap(({ to: id }) => {
    const pod = vertexAt(graph, id);
    const at = pod && templateAt(pod);
    return at ? { id, at } : [];
  });
}

interface Aim {
  readonly field: string;
  readonly target: string;
  readonly declared: readonly ContainerPort[];
}

function wrongWith(service: Selecting, port: ServicePort, index: number): Found[] {
  const target = String(port.targetPort ?? port.port);
  const field = `spec.ports[${index}].${port.targetPort === undefined ? "port" : "targetPort"}`;
  const ports = service.pods.flatMap(({ at }) => podPortsOf(at));
  const declared = ports.flatMap((one) => (sameProtocol(one.port, port) ? one.port : []));
  if (isFilledInLater(target)) return [];
  const aim = { field, target, declared };
  return /^\d+$/.test(target) ? unserved(service, aim) : unnamed(service.of, aim);
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

/** The names and numbers that its ports lead to. */
function targetsOf({ value }: ObjectVertex<Service>): ReadonlySet<string> {
  return new Set((value.spec.ports ?? []).map(({ port, targetPort }) => String(targetPort ?? port)));
}

function unserved({ graph, of, pods }: Selecting, { field, target, declared }: Aim): Found[] {
  const number = Number(target);
  if (declared.some(({ containerPort }) => containerPort === number)) return [];
  const mentioned = pods.flatMap(({ at }) => mentionedPorts(at));
  if (mentioned.flat().includes(number) || pods.some(({ id }) => isSpokenOf(graph, id, number))) return [];
  const about = `target:${of.id}#${target}`;
  const common = { of, field, about, actual: target };
  if (pods.some(({ at }) => podPortsOf(at).length === 0)) {
    // Where another port of the Service leads to what is spoken of, this one may be what nobody speaks of.
    const agreed = mentioned.flat().some((one) => targetsOf(of).has(String(one))) ? undefined : agreedPort(mentioned);
    const summary = `The containers declare no ports: whether one listens on ${target}, files cannot tell`;
    if (agreed === undefined) return [{ of, field, about, verdict: "unknown", summary }];
    const instead = `Its pods speak of the port ${agreed} wherever they speak of one, and nowhere of ${target}`;
    return [{ ...common, verdict: "fail", severity: "warning", summary: instead, expected: String(agreed) }];
  }
  const targets = targetsOf(of);
  // Nobody has to declare a port. Where other ports of the Service lead to all that are declared, this one is beside them.
  if (declared.every(({ containerPort, name }) => targets.has(String(containerPort)) || targets.has(name ?? ""))) {
    const summary = `No container of its pods declares the port ${target}; one may listen there all the same`;
    return [{ of, field, about, verdict: "unknown", summary }];
  }
  const has = listPorts(declared);
  const summary = `No container of its pods declares the port ${target}; they have ${has}`;
  return [{ ...common, verdict: "fail", severity: "warning", summary, expected: has }];
}

export default portsServiceTarget;
