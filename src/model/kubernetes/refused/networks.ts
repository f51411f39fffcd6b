import { dnsLabel, dnsName, type NameForm, nameMistake, portName } from "../names.ts";
import { isFilledInLater } from "../schema-value.ts";
import { refusedPort } from "./containers.ts";
import { type Demand, type MapAt, mapsAt, type Refusal, said } from "./refusal.ts";

/** What an API server demands of Services, Ingresses and NetworkPolicies. Sources: pkg/apis/core/validation and networking/validation of Kubernetes 1.34. */

const address = /^(?:\d{1,3}\.){3}\d{1,3}$|^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$/;

function* named(text: string | undefined, form: NameForm, field: string, what: string): Iterable<Refusal> {
  const wrong = text === undefined ? undefined : nameMistake(text, form);
  if (text !== undefined && wrong !== undefined) yield { field, summary: `The ${what} ${text} ${wrong}`, actual: text };
}

/** What a Service's fields may be together. */
export const refusedService: Demand = function* (object) {
  const [at] = mapsAt(object, "spec");
  if (!at) return;
  const type = typeof at.map.type === "string" ? at.map.type : "ClusterIP";
  yield* inShape(at.map, type);
  yield* inClusterAddress(at.map, type);
  yield* refusedRanges(at.map.loadBalancerSourceRanges, "spec.loadBalancerSourceRanges");
  if (type === "ExternalName") yield* outsideName(at.map);
  for (const port of mapsAt(at.map, "ports[]", "spec")) yield* inServicePort(port, type);
};

type Spec = Readonly<Record<string, unknown>>;

const isOutward = (type: string): boolean => type === "NodePort" || type === "LoadBalancer" || isFilledInLater(type);

function* inShape(spec: Spec, type: string): Iterable<Refusal> {
  const ports = Array.isArray(spec.ports) ? spec.ports.length : 0;
  if (ports === 0 && spec.clusterIP !== "None" && type !== "ExternalName")
    yield {
      field: "spec",
      summary: "It has no ports, and only one that is headless or an ExternalName may have none",
    };
  if (spec.externalTrafficPolicy !== undefined && !isOutward(type) && spec.externalIPs === undefined)
    yield { field: "spec.externalTrafficPolicy", summary: `A ${type} Service has no externalTrafficPolicy` };
}

function* inClusterAddress(spec: Spec, type: string): Iterable<Refusal> {
  const actual = said(spec, "clusterIP");
  if (actual === undefined) return;
  const at = { field: "spec.clusterIP", actual };
  if (actual !== "None" && !address.test(actual))
    yield {
      ...at,
      summary: `The clusterIP ${actual} is no address`,
      ...(actual.toLowerCase() === "none" ? { expected: "None" } : {}),
    };
  if (actual === "None" && (type === "NodePort" || type === "LoadBalancer"))
    yield { ...at, summary: `A ${type} Service cannot be headless` };
}

function* inServicePort({ map, field }: MapAt, type: string): Iterable<Refusal> {
  yield* named(said(map, "name"), dnsLabel, `${field}.name`, "port");
  yield* named(said(map, "targetPort"), portName, `${field}.targetPort`, "target port");
  yield* refusedPort(map.port, `${field}.port`);
  yield* refusedPort(map.targetPort, `${field}.targetPort`);
  if (typeof map.nodePort === "number" && map.nodePort !== 0) yield* nodePort(map.nodePort, field, type);
}

function* nodePort(port: number, field: string, type: string): Iterable<Refusal> {
  const at = { field: `${field}.nodePort`, actual: String(port) };
  if (!isOutward(type)) yield { ...at, summary: `A ${type} Service has no nodePort` };
  else if (port < 30_000 || port > 32_767)
    yield {
      ...at,
      summary: `The nodePort ${port} is outside the range that API servers have unless they are told otherwise`,
      expected: "30000 to 32767",
      severity: "warning",
    };
}

function* outsideName(spec: Spec): Iterable<Refusal> {
  const name = said(spec, "externalName");
  const field = "spec.externalName";
  if (spec.externalName === undefined) yield { field: "spec", summary: "An ExternalName Service says no externalName" };
  else if (name !== undefined && address.test(name))
    yield {
      field,
      summary: `DNS cannot lead a name to ${name}: an externalName is a name`,
      actual: name,
      severity: "warning",
    };
  else yield* named(name?.replace(/\.$/, ""), dnsName, field, "externalName");
}

/** What an Ingress' fields may be together. */
export const refusedIngress: Demand = function* (object) {
  const hosts = mapsAt(object, "spec.rules[]").map(({ map, field }) => ({
    host: said(map, "host"),
    field: `${field}.host`,
  }));
  const secure = mapsAt(object, "spec.tls[]").flatMap(({ map, field }) =>
    (Array.isArray(map.hosts) ? map.hosts : []).map((host, index) => ({
      host: said({ host }, "host"),
      field: `${field}.hosts[${index}]`,
    })),
  );
  for (const { host, field } of [...hosts, ...secure]) {
    if (host !== undefined && address.test(host))
      yield { field, summary: `The host ${host} is an address, and must be a name`, actual: host };
    else yield* named(host?.replace(/^\*\./, ""), dnsName, field, "host");
  }
  for (const { map, field } of mapsAt(object, "spec.rules[].http.paths[]")) {
    const path = typeof map.path === "string" ? map.path : "";
    const isMatched = map.pathType === "Exact" || map.pathType === "Prefix";
    if (isMatched && !path.startsWith("/") && (path === "" || said(map, "path") !== undefined))
      yield { field, summary: `The path "${path}" does not begin with a slash`, actual: path, expected: `/${path}` };
    for (const port of mapsAt(map, "backend.service.port", field))
      yield* named(said(port.map, "name"), portName, `${port.field}.name`, "port");
  }
};

/** What a NetworkPolicy's fields may be together. */
export const refusedPolicy: Demand = function* (object) {
  for (const path of ["spec.ingress[].from[]", "spec.egress[].to[]"]) {
    for (const { map, field } of mapsAt(object, path)) {
      if (Object.keys(map).length === 0) yield { field, summary: "This peer names nobody" };
      for (const block of mapsAt(map, "ipBlock", field)) yield* inBlock(block.map, block.field);
    }
  }
  for (const path of ["spec.ingress[].ports[]", "spec.egress[].ports[]"])
    for (const { map, field } of mapsAt(object, path)) {
      yield* named(said(map, "port"), portName, `${field}.port`, "port");
      yield* refusedPort(map.port, `${field}.port`);
    }
};

function* inBlock(block: Spec, field: string): Iterable<Refusal> {
  yield* refusedRange(block.cidr, `${field}.cidr`);
  for (const [index, other] of (Array.isArray(block.except) ? block.except : []).entries()) {
    const at = `${field}.except[${index}]`;
    yield* refusedRange(other, at);
    const [whole, part] = [rangeOf(block.cidr), rangeOf(other)];
    if (
      whole &&
      part &&
      (part.bits <= whole.bits || part.start >>> (32 - whole.bits) !== whole.start >>> (32 - whole.bits))
    )
      yield { field: at, summary: `${other} is no part of ${block.cidr}`, actual: String(other) };
  }
}

interface Range {
  readonly start: number;
  readonly bits: number;
}

/** A range of IPv4 with at least one bit of its own. */
function rangeOf(text: unknown): Range | undefined {
  const match = typeof text === "string" ? /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text) : null;
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  const isRange = [a, b, c, d].every((part) => part < 256) && bits >= 1 && bits <= 32;
  return isRange ? { start: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0, bits } : undefined;
}

function* refusedRange(text: unknown, field: string): Iterable<Refusal> {
  const range = typeof text === "string" ? said({ text }, "text") : undefined;
  if (range === undefined || rangeOf(range) || /^0\.0\.0\.0\/0$|^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\/\d{1,3}$/.test(range))
    return;
  const expected = address.test(range) ? { expected: `${range}/32` } : {};
  yield { field, summary: `${range} is no range of addresses`, actual: range, ...expected };
}

function* refusedRanges(list: unknown, field: string): Iterable<Refusal> {
  for (const [index, range] of (Array.isArray(list) ? list : []).entries())
    yield* refusedRange(range, `${field}[${index}]`);
}
