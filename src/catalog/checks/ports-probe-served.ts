import type { Check, Found } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { fieldsAt } from "../../model/kubernetes/fields.ts";
import { type Container, type ContainerPort, templateKinds } from "../../model/kubernetes/pod.ts";
import { agreedPort, listPorts, mentionedPorts, podPortsOf } from "../../model/kubernetes/pod-ports.ts";
import { type ContainerAt, containersAt, type TemplateAt, templateAt } from "../../model/kubernetes/template.ts";
import { correction } from "../../model/mend.ts";
import { isSlip } from "../../model/nearest.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";
import { isSpokenOf } from "../../model/spoken-ports.ts";

const pod = (port: string, ports = "{ name: http, containerPort: 8080 }"): string => `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - name: api
      image: api:1
      ports: [${ports}]
      readinessProbe:
        httpGet: { path: /ready, port: ${port} }
`;

const portsProbeServed: Check = {
  id: "ports-probe-served",
  title: "Probes knock at ports that their containers declare",
  why: "A probe at a port that nobody listens on keeps a healthy program out of service, or kills it again and again.",
  remedy: "Write the port that the container listens on.",
  severity: "error",
  needs: templateKinds,
  examples: [
    { name: "a port by its name", files: { "pod.yaml": pod("http") }, expect: [{ verdict: "pass" }] },
    {
      name: "a name that the container has not",
      files: { "pod.yaml": pod("htpp") },
      expect: [
        {
          verdict: "fail",
          severity: "error",
          places: [{ path: "pod.yaml", line: 10 }],
          actual: "htpp",
          expected: "http",
          fix: [{ set: "http" }],
        },
      ],
    },
    {
      name: "a number that is not declared",
      files: { "pod.yaml": pod("8081") },
      expect: [{ verdict: "fail", severity: "warning", actual: "8081", expected: "http (8080)" }],
    },
    {
      name: "a port for health that is not declared, on which all probes agree",
      files: { "pod.yaml": `${pod("8081")}      livenessProbe: { httpGet: { path: /healthz, port: 8081 } }\n` },
      expect: [{ verdict: "unknown" }],
      not: { verdict: "fail" },
    },
    {
      name: "a hook asks what a probe of another container asks",
      files: {
        "pod.yaml": `${pod("8080")}      lifecycle: { preStop: { httpGet: { path: /shutdown, port: 8090 } } }
    - { name: manager, image: "manager:1", livenessProbe: { httpGet: { path: /healthz, port: 8090 } } }
`,
      },
      expect: [{ verdict: "unknown" }, { verdict: "unknown" }],
      not: { verdict: "fail" },
    },
    {
      name: "a port for health that is nothing like the one that is declared",
      files: { "pod.yaml": pod("10254") },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "a hook asks a container that declares no ports, and a probe what the program's own file says",
      files: {
        "pod.yaml": `${pod("8081")}      lifecycle: { preStop: { httpGet: { path: /shutdown, port: 8070 } } }
    - { name: manager, image: "manager:1" }
  volumes: [{ name: conf, configMap: { name: conf } }]
`,
        "conf.yaml": `apiVersion: v1
kind: ConfigMap
metadata: { name: conf, namespace: shop }
data: { server.conf: "listen 0.0.0.0:8081;" }
`,
      },
      expect: [{ verdict: "unknown" }, { verdict: "unknown" }],
      not: { verdict: "fail" },
    },
    {
      name: "one probe asks the declared port, the other does not",
      files: { "pod.yaml": `${pod("9999")}      livenessProbe: { httpGet: { path: /healthz, port: 8080 } }\n` },
      expect: [{ verdict: "fail", actual: "9999" }],
    },
    {
      name: "no ports are declared, and all else says another one",
      files: {
        "pod.yaml": `${pod("8081", "")}      livenessProbe: { tcpSocket: { port: 8080 } }
      env: [{ name: PORT, value: "8080" }]
`,
      },
      expect: [{ verdict: "fail", severity: "warning", actual: "8081", expected: "8080" }],
    },
    { name: "no ports are declared", files: { "pod.yaml": pod("8080", "") }, expect: [{ verdict: "unknown" }] },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, templateKinds)) {
      const at = templateAt(of);
      if (!at) continue;
      const asked = containersAt(at).flatMap((container) => knocksOf(container).map((knock) => ({ container, knock })));
      const found = asked.flatMap(({ container, knock }) => wrongWith({ of, at, graph }, container, knock));
      if (found.length > 0) yield* found;
      else if (asked.length > 0) yield { of, verdict: "pass" };
    }
  },
};

interface Place {
  readonly of: ObjectVertex;
  readonly at: TemplateAt;
  readonly graph: Graph;
}

/** A port that is knocked at, by name or number. */
interface Knock {
  readonly port: string;
  readonly field: string;
}

const paths = ["startupProbe", "readinessProbe", "livenessProbe", "lifecycle.postStart", "lifecycle.preStop"].flatMap(
  (probe) => ["httpGet.port", "tcpSocket.port", "grpc.port"].map((port) => `${probe}.${port}`),
);

function knocksOf({ container, field }: ContainerAt): readonly Knock[] {
  return paths.flatMap((path) =>
    fieldsAt(container, path).flatMap(({ value, field: inside }) => {
      const host = fieldsAt(container, inside.replace(/port$/, "host"));
      // With a host it knocks somewhere else.
      return host.length > 0 || isFilledInLater(String(value))
        ? []
        : { port: String(value), field: `${field}.${inside}` };
    }),
  );
}

function wrongWith(place: Place, at: ContainerAt, knock: Knock): Found[] {
  const { container } = at;
  if (/^\d+$/.test(knock.port)) return isServed(place, Number(knock.port)) ? [] : undeclared(place, at, knock);
  const { of } = place;
  const { port, field } = knock;
  const own = listed(container);
  if (own.some(({ name }) => name === port)) return [];
  const meant = correction(
    of,
    field,
    port,
    own.flatMap(({ name }) => name ?? []),
  );
  const has = listPorts(own);
  const summary = `The container ${container.name} has no port named ${port}${has ? `; it has ${has}` : ""}`;
  const about = aboutOf(of, container, port);
  return [{ of, field, about, actual: port, verdict: "fail", summary, ...(has ? { expected: has } : {}), ...meant }];
}

const aboutOf = (of: ObjectVertex, { name }: Container, port: string): string => `probe:${of.id}#${name}:${port}`;

/** What it means that a container does not declare the number that a probe knocks at. */
function undeclared(place: Place, at: ContainerAt, knock: Knock): Found[] {
  const { of } = place;
  const { container } = at;
  const { port, field } = knock;
  const common = { of, field, about: aboutOf(of, container, port) };
  const own = listed(container);
  if (own.length > 0 && isMeant(place, at, knock)) {
    const summary = `The container ${container.name} does not declare the port ${port}; it may listen there all the same`;
    return [{ ...common, verdict: "unknown", summary }];
  }
  const wrong = { ...common, verdict: "fail", severity: "warning", actual: port } as const;
  if (own.length > 0) {
    const has = listPorts(own);
    const summary = `The container ${container.name} does not declare the port ${port}; it has ${has}`;
    return [{ ...wrong, summary, expected: has }];
  }
  const others = othersFor(place, Number(port));
  if (others.includes(Number(port))) return [];
  const agreed = agreedPort([others]);
  if (agreed === undefined) return [{ ...common, verdict: "unknown", summary: untold(container.name, port) }];
  const summary = `All else that speaks of a port of these pods says ${agreed}, not ${port}`;
  return [{ ...wrong, summary, expected: String(agreed) }];
}

/** What else is said of ports: by the other probes, settings, and Services that lead there. */
function othersFor({ of, at, graph }: Place, port: number): readonly number[] {
  const own = mentionedPorts(at).flat();
  const index = own.indexOf(port);
  const targets = new Set([...graph.in(of.id, "service-port")].map(({ part }) => Number(part)));
  return [...own.toSpliced(index, index < 0 ? 0 : 1), ...targets];
}

/**
 * Whether a port that is not declared may be meant: nobody has to declare a port, and those for health often are not.
 * Several probes that agree are no slip, nor is what is spoken of elsewhere; one probe at a port that is nothing like
 * any of the container's own ports is none either, unless another probe asks one of those.
 */
function isMeant({ of, at, graph }: Place, container: ContainerAt, { port, field }: Knock): boolean {
  const number = Number(port);
  if (isSpokenOf(graph, of.id, number)) return true;
  // A hook may ask another container of the pod; of one that declares no ports nobody knows where it listens.
  const isHook = field.includes(".lifecycle.");
  if (isHook && containersAt(at).some((one) => !one.init && listed(one.container).length === 0)) return true;
  const said = mentionedPorts(at).flat();
  // A hook is not among what is spoken of, a probe is.
  if (said.filter((one) => one === number).length > (/Probe\./.test(field) ? 1 : 0)) return true;
  const own = listed(container.container).map(({ containerPort }) => containerPort);
  if (knocksOf(container).some((one) => own.includes(Number(one.port)))) return false;
  return own.length > 1 || !own.some((one) => Math.abs(one - number) < 100 || isSlip(port, String(one)));
}

const listed = ({ ports }: Container): readonly ContainerPort[] => (Array.isArray(ports) ? ports : []);

const untold = (container: string, port: string): string =>
  `The container ${container} declares no ports: whether it listens on ${port}, files cannot tell`;

/** Containers of a pod share its address: one may knock at another. A Service that leads there tells it as well. */
function isServed({ of, at, graph }: Place, port: number): boolean {
  if (podPortsOf(at).some((one) => one.port.containerPort === port)) return true;
  return [...graph.in(of.id, "service-port")].some(({ part }) => part === String(port));
}

export default portsProbeServed;
