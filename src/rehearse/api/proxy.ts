import type { Pod } from "../../model/kubernetes/pod.ts";
import type { Service } from "../../model/kubernetes/workload.ts";
import { lookUp } from "./admission/lookup.ts";
import type { Reply, ResourceCall } from "./call.ts";
import { kubeletOf } from "./pod-log.ts";
import { badRequest } from "./refusal.ts";
import { notFound, unavailable } from "./status-error.ts";
import { passOn } from "./stream-answer.ts";

/** Where a proxied request goes. */
interface Location {
  readonly authority: string;
  readonly secure: boolean;
}

interface Wanted {
  readonly scheme: string;
  readonly name: string;
  readonly port: string;
}

/** `name`, `name:port` or `scheme:name:port`. */
function splitName(text: string): Wanted | undefined {
  const parts = text.split(":");
  if (parts.length === 1) return { scheme: "", name: text, port: "" };
  const [first = "", second = "", third = ""] = parts;
  if (parts.length === 2 && first !== "") return { scheme: "", name: first, port: second };
  const known = first === "" || first === "http" || first === "https";
  return parts.length === 3 && known && second !== "" ? { scheme: first, name: second, port: third } : undefined;
}

function join(address: string, port: string): string {
  return port === "" ? `${address}:80` : `${address}:${port}`;
}

function podLocation(call: ResourceCall): Location {
  const wanted = splitName(call.route.name);
  if (!wanted) throw badRequest(`invalid pod request ${JSON.stringify(call.route.name)}`);
  const place = { namespace: call.route.namespace, name: wanted.name };
  const pod = lookUp(call.backend, { apiVersion: "v1", resource: "pods" }, place) as Pod | undefined;
  if (!pod) throw notFound({ group: "", resource: "pods" }, wanted.name);
  const declared = pod.spec.containers.find((container) => container.ports?.length)?.ports?.[0]?.containerPort;
  const port = wanted.port || (declared === undefined ? "" : String(declared));
  const address = pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? "";
  if (address === "" || address.startsWith("127.")) throw badRequest("address not allowed");
  return { authority: join(address, port), secure: wanted.scheme === "https" };
}

interface Endpoints {
  readonly subsets?: readonly {
    readonly addresses?: readonly { ip: string; targetRef?: { kind?: string; name?: string; namespace?: string } }[];
    readonly ports?: readonly { name?: string; port: number }[];
  }[];
}

/** Only addresses of pods are reached, so that nobody can point a Service at what the server alone can see. */
function isPodAddress(call: ResourceCall, ip: string, target: { kind?: string; name?: string } | undefined): boolean {
  if (target?.kind !== "Pod" || !target.name) return false;
  const place = { namespace: call.route.namespace, name: target.name };
  const pod = lookUp(call.backend, { apiVersion: "v1", resource: "pods" }, place) as Pod | undefined;
  return pod?.status?.podIP === ip || (pod?.status?.podIPs ?? []).some((entry) => entry.ip === ip);
}

function portName(call: ResourceCall, { name, port }: Wanted): string {
  if (!/^[+-]?\d+$/.test(port)) return port;
  const place = { namespace: call.route.namespace, name };
  const service = lookUp(call.backend, { apiVersion: "v1", resource: "services" }, place) as Service | undefined;
  if (!service) throw notFound({ group: "", resource: "services" }, name);
  const found = (service.spec.ports ?? []).find((entry) => entry.port === Number(port));
  if (!found) throw unavailable(`no service port ${Number(port)} found for service ${JSON.stringify(name)}`);
  return found.name ?? "";
}

function serviceLocation(call: ResourceCall): Location {
  const id = call.route.name;
  const wanted = splitName(id);
  if (!wanted) throw badRequest(`invalid service request ${JSON.stringify(id)}`);
  const name = portName(call, wanted);
  const place = { namespace: call.route.namespace, name: wanted.name };
  const endpoints = lookUp(call.backend, { apiVersion: "v1", resource: "endpoints" }, place) as Endpoints | undefined;
  if (!endpoints) throw notFound({ group: "", resource: "services" }, wanted.name);
  const subsets = endpoints.subsets ?? [];
  if (subsets.length === 0) throw unavailable(`no endpoints available for service ${JSON.stringify(wanted.name)}`);
  for (const { addresses = [], ports = [] } of subsets) {
    const port = ports.find((entry) => (entry.name ?? "") === name);
    const address = port && addresses.find(({ ip, targetRef }) => isPodAddress(call, ip, targetRef));
    if (port && address) return { authority: `${address.ip}:${port.port}`, secure: wanted.scheme === "https" };
  }
  throw unavailable(`no endpoints available for service ${JSON.stringify(id)}`);
}

function nodeLocation(call: ResourceCall): Location {
  const wanted = splitName(call.route.name);
  if (!wanted) throw badRequest(`invalid node request ${JSON.stringify(call.route.name)}`);
  const authority = kubeletOf(call, wanted.name);
  if (wanted.port === "") return { authority, secure: true };
  return { authority: join(authority.replace(/:\d+$/, ""), wanted.port), secure: wanted.scheme === "https" };
}

const locations: Readonly<Record<string, (call: ResourceCall) => Location>> = {
  pods: podLocation,
  services: serviceLocation,
  nodes: nodeLocation,
};

/** Headers that concern one connection, and those that tell the server who asks. */
const dropped = new Set([
  "authorization",
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

function headersFor(call: ResourceCall, authority: string, prefix: string): Record<string, string> {
  const { incoming, route } = call;
  const kept = Object.entries(incoming.headers).filter(
    ([name]) => !dropped.has(name) && !name.startsWith("impersonate-"),
  );
  const length = incoming.headers["content-length"];
  return {
    ...Object.fromEntries(kept.map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")])),
    ...(length === undefined ? {} : { "content-length": length }),
    host: authority,
    "x-forwarded-uri": `${prefix}/${route.rest}`,
    "x-forwarded-host": incoming.headers.host ?? "",
    "x-forwarded-proto": "https",
    "x-forwarded-for": incoming.socket.remoteAddress ?? "",
  };
}

/** A redirect within the program leads through the proxy again. */
function throughProxy(location: string, authority: string, prefix: string): string {
  const match = /^(?:https?:\/\/([^/]+))?(\/.*)$/.exec(location);
  if (!match || (match[1] !== undefined && match[1] !== authority)) return location;
  return match[2]?.startsWith(prefix) ? match[2] : `${prefix}${match[2]}`;
}

/** Answers `proxy` of pods, services and nodes: what the program there says, or 503 with the reason that it cannot be reached. */
export async function handleProxy(call: ResourceCall): Promise<Reply | undefined> {
  const { incoming, outgoing, row } = call;
  const locate = locations[row.resource];
  if (!locate) throw badRequest("nothing to be proxied to");
  const [path = "", search] = (incoming.url ?? "").split(/\?(.*)/s);
  const at = path.indexOf("/proxy", path.indexOf(`/${row.resource}/`));
  const prefix = path.slice(0, at + "/proxy".length);
  const rest = path.slice(prefix.length);
  const { authority, secure } = locate(call);
  if (rest === "" && (call.method === "GET" || call.method === "HEAD")) {
    outgoing.setHeader("location", `${path}/${search === undefined ? "" : `?${search}`}`);
    return { code: 301, body: "", contentType: "text/plain" };
  }
  const opened = await call.backend.reach
    .send(authority, {
      method: call.method,
      path: `${rest || "/"}${search === undefined ? "" : `?${search}`}`,
      headers: headersFor(call, authority, prefix),
      secure,
      ...(call.method === "GET" || call.method === "HEAD" ? {} : { body: incoming }),
    })
    .catch((error: Error) => {
      throw unavailable(`error trying to reach service: ${error.message}`);
    });
  const { location } = opened.headers;
  const { connection: _, "keep-alive": __, "transfer-encoding": ___, ...kept } = opened.headers;
  outgoing.writeHead(opened.status, {
    ...kept,
    "cache-control": "no-cache, private",
    ...(location === undefined ? {} : { location: throughProxy(location, authority, prefix) }),
  });
  passOn(call, opened.body);
  return undefined;
}
