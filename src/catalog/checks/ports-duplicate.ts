import type { Check, Found } from "../../model/catalog.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { podPortsOf } from "../../model/kubernetes/pod-ports.ts";
import { templateAt } from "../../model/kubernetes/template.ts";
import type { Service } from "../../model/kubernetes/workload.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";

const service = (ports: string): string => `apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec:
  selector: { app: api }
  ports:
    - ${ports}
`;

const portsDuplicate: Check = {
  id: "ports-duplicate",
  title: "No port stands twice in a Service or pod",
  why: "The API server refuses a Service with one port, or one name, twice; of two containers of a pod at one port the second cannot start.",
  remedy: "Give each port a number and a name of its own.",
  severity: "error",
  needs: ["v1/Service", ...templateKinds],
  examples: [
    {
      name: "two ports with names",
      files: { "service.yaml": service("{ name: http, port: 80 }\n    - { name: grpc, port: 9090 }") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "one port twice",
      files: { "service.yaml": service("{ name: http, port: 80 }\n    - { name: web, port: 80 }") },
      expect: [{ verdict: "fail", severity: "error", places: [{ path: "service.yaml", line: 8 }], actual: "80" }],
    },
    {
      name: "two ports, one without a name",
      files: { "service.yaml": service("{ name: http, port: 80 }\n    - { port: 81 }") },
      expect: [{ verdict: "fail", summary: "The port 81 has no name, which each of several needs" }],
    },
    {
      name: "the same number for two transports",
      files: { "service.yaml": service("{ name: dns, port: 53 }\n    - { name: dns-udp, port: 53, protocol: UDP }") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "two containers of a pod at one port",
      files: {
        "pod.yaml": `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - { name: api, image: "api:1", ports: [{ containerPort: 8080 }] }
    - { name: proxy, image: "proxy:1", ports: [{ containerPort: 8080 }] }
`,
      },
      expect: [{ verdict: "fail", severity: "warning", places: [{ path: "pod.yaml", line: 7 }], actual: "8080" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf<Service>(graph, ["v1/Service"])) yield* orPass(of, [...inService(of)]);
    for (const of of objectsOf(graph, templateKinds)) yield* orPass(of, [...inPod(of)]);
  },
};

function orPass(of: ObjectVertex, found: readonly Found[]): readonly Found[] {
  return found.length > 0 ? found : [{ of, verdict: "pass" }];
}

function* inService(of: ObjectVertex<Service>): Iterable<Found> {
  const ports = Array.isArray(of.value.spec?.ports) ? of.value.spec.ports : [];
  const numbers = new Set<string>();
  const names = new Set<string>();
  for (const [index, { port, name, protocol = "TCP" }] of ports.entries()) {
    const field = `spec.ports[${index}]`;
    const number = `${port}/${protocol}`;
    if (numbers.has(number))
      yield {
        of,
        field: `${field}.port`,
        verdict: "fail",
        summary: `The port ${port} stands twice`,
        actual: String(port),
      };
    if (name !== undefined && names.has(name))
      yield { of, field: `${field}.name`, verdict: "fail", summary: `Two ports have the name ${name}`, actual: name };
    if (name === undefined && ports.length > 1)
      yield { of, field, verdict: "fail", summary: `The port ${port} has no name, which each of several needs` };
    numbers.add(number);
    if (name !== undefined) names.add(name);
  }
}

/** A name or number that a container claims. */
interface Claim {
  readonly key: string;
  readonly what: string;
  readonly text: string;
  readonly field: string;
  readonly container: string;
}

function claimsIn(of: ObjectVertex): readonly Claim[] {
  const at = templateAt(of);
  return (at ? podPortsOf(at) : []).flatMap(({ port, container: { name: container }, field }) => {
    const { containerPort, protocol = "TCP", name } = port;
    const number = `${containerPort}/${protocol}`;
    const own = { key: number, what: `the port ${containerPort}`, text: String(containerPort), container };
    const named = { key: `${container} ${name}`, what: `the name ${name}`, text: String(name), container };
    return [
      { ...own, field: `${field}.containerPort` },
      ...(name === undefined ? [] : [{ ...named, field: `${field}.name` }]),
    ];
  });
}

function* inPod(of: ObjectVertex): Iterable<Found> {
  const seen = new Map<string, string>();
  for (const { key, what, text, field, container } of claimsIn(of)) {
    const before = seen.get(key);
    seen.set(key, container);
    if (before === undefined) continue;
    const same = before === container;
    const summary = same
      ? `The container ${before} has ${what} twice`
      : `The containers ${before} and ${container} both have ${what}`;
    // A name twice is refused; of a number twice only the second to start is hurt.
    const severity = what.startsWith("the name") ? "error" : "warning";
    yield { of, field, verdict: "fail", severity, summary, actual: text };
  }
}

export default portsDuplicate;
