import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { type Field, fieldsAt, isMapping, textAt, textsAt, valueAt } from "../../model/kubernetes/fields.ts";
import { hostnamesMeet, listenersMeant, takenFrom, takesKind } from "../../model/kubernetes/listeners.ts";
import { kindOf, namespaceOf } from "../../model/kubernetes/naming.ts";
import { type LabelSelector, matchesSelector } from "../../model/kubernetes/selectors.ts";
import { vertexAt } from "../../model/objects.ts";
import { isFilledInLater, isGuessed, partsOf, presenceOf } from "../../model/presence.ts";

const route = (parent: string, host: string): string => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web, namespace: shop }
spec:
  hostnames:
    - ${host}
  parentRefs:
    - { name: outside, namespace: network${parent} }
`;
const gateway = (listener: string): string => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: outside, namespace: network }
spec:
  gatewayClassName: envoy
  listeners:
    - name: web
      port: 80
      protocol: HTTP
      hostname: "*.example.org"
      ${listener}
`;
const fromAll = "allowedRoutes: { namespaces: { from: All } }";
const labelled = "allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { web: 'yes' } } } }";
const namespace = (label: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { ${label} } }\n`;

const routeAdmitted: Check = {
  id: "route-admitted",
  title: "Listeners of Gateways admit the routes that name them",
  why: "A route that no listener admits receives no traffic, and only its status says so.",
  remedy: "Let the listener take routes of that namespace and hostname, or name another listener.",
  severity: "error",
  needs: ["gateway.networking.k8s.io/Gateway"],
  examples: [
    {
      name: "a listener for that hostname, for all namespaces",
      files: { "route.yaml": route("", "shop.example.org"), "gateway.yaml": gateway(fromAll) },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a hostname of another domain",
      files: { "route.yaml": route("", "shop.example.com"), "gateway.yaml": gateway(fromAll) },
      expect: [
        {
          verdict: "fail",
          actual: "shop.example.com",
          expected: "*.example.org",
          places: [{ path: "route.yaml", line: 6 }, { path: "gateway.yaml" }],
        },
      ],
    },
    {
      name: "a listener that takes routes of its own namespace, as one does that says nothing",
      files: { "route.yaml": route("", "shop.example.org"), "gateway.yaml": gateway("") },
      expect: [
        { verdict: "fail", places: [{ path: "route.yaml", line: 8 }, { path: "gateway.yaml" }], actual: "shop" },
      ],
    },
    {
      name: "no listener has the port",
      files: { "route.yaml": route(", port: 443", "shop.example.org"), "gateway.yaml": gateway(fromAll) },
      expect: [{ verdict: "fail", actual: "443", expected: "80" }],
    },
    {
      name: "a listener of another protocol",
      files: {
        "all.yaml": `${route("", "shop.example.org")}---\n${gateway(fromAll).replace("HTTP\n", "TLS\n")}`,
      },
      expect: [{ verdict: "fail", actual: "HTTPRoute" }],
    },
    {
      name: "a namespace with the label that is asked for",
      files: {
        "route.yaml": route("", "shop.example.org"),
        "gateway.yaml": gateway(labelled),
        "namespace.yaml": namespace("web: 'yes'"),
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a namespace without the label that is asked for",
      files: {
        "route.yaml": route("", "shop.example.org"),
        "gateway.yaml": gateway(labelled),
        "namespace.yaml": namespace("web: 'no'"),
      },
      expect: [{ verdict: "fail", actual: "shop" }],
    },
    {
      name: "labels of a namespace that is not declared here",
      files: { "route.yaml": route("", "shop.example.org"), "gateway.yaml": gateway(labelled) },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    const parents = new Map<Vertex, Parent[]>();
    for (const { from, to, field = "" } of graph.edges("route-gateway")) {
      const of = vertexAt(graph, from);
      if (!of) continue;
      const known = parents.get(of) ?? [];
      parents.set(of, known);
      known.push(parentAt(graph, of, to, field.replace(/\.name$/, "")));
    }
    for (const [of, known] of parents) yield* judged(graph, of, known);
  },
};

/** What a route names as its parent; the Gateway where it is declared. */
interface Parent {
  readonly field: string;
  readonly reference: unknown;
  readonly gateway?: Vertex;
  /** The listeners that it means, with what they say to routes of this namespace and kind. */
  readonly listeners: readonly { readonly value: unknown; readonly takes: "yes" | "no" | "unknown" }[];
}

function parentAt(graph: Graph, of: Vertex, to: string, field: string): Parent {
  const presence = presenceOf(graph, to);
  const reference = valueAt(of.value, field);
  if (presence.is !== "there") return { field, reference, listeners: [] };
  const { vertex: gateway } = presence;
  const listeners = listenersMeant(gateway.value, reference).map((value) => ({
    value,
    takes: takes(graph, of, gateway, value),
  }));
  return { field, reference, gateway, listeners };
}

function takes(graph: Graph, of: Vertex, gateway: Vertex, listener: unknown): "yes" | "no" | "unknown" {
  if (!takesKind(listener, kindOf(of).replace(/^.*\//, ""))) return "no";
  const [own, other] = [namespaceOf(gateway), namespaceOf(of)];
  const from = takenFrom(listener);
  if (from === "Same") return own === other ? "yes" : own === "" || other === "" ? "unknown" : "no";
  if (from !== "Selector") return from === "None" ? "no" : "yes";
  const presence = presenceOf(graph, `${partsOf(of.id).root}:v1/Namespace//${other}`);
  if (presence.is !== "there") return "unknown";
  const { labels } = (presence.vertex.value as { metadata: { labels?: Record<string, string> } }).metadata;
  const selector = valueAt(listener, "allowedRoutes.namespaces.selector") as LabelSelector | undefined;
  return matchesSelector(selector, { "kubernetes.io/metadata.name": other, ...labels }) ? "yes" : "no";
}

function* judged(graph: Graph, of: Vertex, parents: readonly Parent[]): Iterable<Found> {
  const known = parents.filter(({ gateway }) => gateway !== undefined);
  const wrong = known.flatMap((parent) => closed(graph, of, parent) ?? []);
  yield* wrong;
  // Where a parent is not known here, or is no Gateway, what the others do not take may be for that.
  const isWhole = known.length === fieldsAt(of.value, "spec.parentRefs[]").length;
  if (wrong.length > 0 || !isWhole || known.some((parent) => parent.listeners.length === 0)) return;
  const listeners = known.flatMap((parent) => parent.listeners);
  if (listeners.some((one) => one.takes === "unknown")) {
    const summary = `Whether its Gateway takes routes of ${namespaceOf(of) || "its namespace"}, files here do not tell`;
    yield { of, verdict: "unknown", field: known[0]?.field ?? "", summary, about: `admits:${of.id}` };
    return;
  }
  const hosts = listeners.flatMap(({ value, takes: is }) => (is === "yes" ? [textAt(value, "hostname")] : []));
  const lost = textsAt(of.value, "spec.hostnames[]").filter(({ text }) => !isAdmitted(text, hosts));
  for (const { text, field } of lost)
    yield {
      of,
      field,
      verdict: "fail",
      summary: `No listener that it names is for ${text}`,
      actual: text,
      expected: [...new Set(hosts)].join(", "),
      places: [of, ...known.flatMap(({ gateway }) => gateway ?? [])].flatMap(
        (one) => one.origin?.(one === of ? field : "spec.listeners") ?? [],
      ),
      about: `hostname:${of.id}:${text}`,
    };
  if (lost.length === 0) yield { of, verdict: "pass" };
}

/** A hostname that is filled in later may be any. */
function isAdmitted(text: string, hosts: readonly (string | undefined)[]): boolean {
  return isFilledInLater(text) || hosts.some((host) => isFilledInLater(host ?? "") || hostnamesMeet(host, text));
}

/** What is wrong where a parent has no listener that lets the route in. That it has none of a name is said elsewhere. */
function closed(graph: Graph, of: Vertex, { field, reference, gateway, listeners }: Parent): Found | undefined {
  if (!gateway || listeners.some(({ takes: is }) => is !== "no")) return undefined;
  const { name } = (gateway.value as { metadata: { name: string } }).metadata;
  const places = [of.origin?.(field), gateway.origin?.("spec.listeners")].flatMap((at) => at ?? []);
  const common = { of, field, verdict: "fail", places, about: `admits:${of.id}:${gateway.id}` } as const;
  if (listeners.length === 0) return withoutPort(gateway, name, reference, common);
  const kind = kindOf(of).replace(/^.*\//, "");
  if (!listeners.some(({ value }) => takesKind(value, kind))) {
    const summary = `The Gateway ${name} takes no ${kind} where this one is attached`;
    // Samples side by side name a Gateway that their reader makes, and one of them declares one of that name.
    const isSample = isGuessed(graph, partsOf(of.id).root) && of.origin?.()?.path !== gateway.origin?.()?.path;
    return { ...common, summary, actual: kind, ...(isSample ? { verdict: "unknown" } : {}) };
  }
  const actual = namespaceOf(of);
  return { ...common, summary: `The Gateway ${name} takes no routes of the namespace ${actual}`, actual };
}

function withoutPort(
  gateway: Vertex,
  name: string,
  reference: unknown,
  common: Omit<Found, "summary">,
): Found | undefined {
  const all: readonly Field[] = fieldsAt(gateway.value, "spec.listeners[]");
  const port = isMapping(reference) ? reference.port : undefined;
  if (port === undefined || all.length === 0 || isMapping(valueAt(gateway.value, "spec.allowedListeners")))
    return undefined;
  const ports = [...new Set(fieldsAt(gateway.value, "spec.listeners[].port").map(({ value }) => String(value)))];
  if (ports.includes(String(port))) return undefined;
  return {
    ...common,
    summary: `The Gateway ${name} has no listener at the port ${port}`,
    actual: String(port),
    expected: ports.join(", "),
  };
}

export default routeAdmitted;
