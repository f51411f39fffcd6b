import type { Pod } from "../../model/kubernetes/pod.ts";
import type { Node } from "../../model/kubernetes/workload.ts";
import type { Opened } from "../transport.ts";
import { lookUp } from "./admission/lookup.ts";
import type { Reply, ResourceCall } from "./call.ts";
import { parsedObject } from "./forms.ts";
import { badRequest, invalid, Refusal, type StatusCause, unexpected } from "./refusal.ts";
import { internalError, methodNotAllowed, notFound } from "./status-error.ts";
import { passOn } from "./stream-answer.ts";
import { storedFor } from "./update.ts";

/** Where a node's kubelet is asked: the kinds of addresses in the order of a real server. */
const addressTypes = ["Hostname", "InternalDNS", "InternalIP", "ExternalDNS", "ExternalIP"];
const usualPort = 10250;

/** `host:port` of a node's kubelet. Throws 404 for an absent node and 500 for one without addresses. */
export function kubeletOf(call: ResourceCall, name: string): string {
  const node = lookUp(call.backend, { apiVersion: "v1", resource: "nodes" }, { name }) as Node | undefined;
  if (!node) throw notFound(call.row, name);
  const addresses = node.status?.addresses ?? [];
  for (const type of addressTypes) {
    const found = addresses.find((address) => address.type === type);
    if (found) return `${found.address}:${node.status?.daemonEndpoints?.kubeletEndpoint?.Port || usualPort}`;
  }
  throw unexpected(`no preferred addresses found; known addresses: []`);
}

function containerNames(pod: Pod): string[] {
  const { initContainers = [], containers, ephemeralContainers } = pod.spec;
  const ephemeral = (ephemeralContainers ?? []) as { name: string }[];
  return [...initContainers, ...containers, ...ephemeral].map((container) => container.name);
}

function containerOf(pod: Pod, asked: string): string {
  const { name } = pod.metadata;
  if (asked !== "") {
    if (containerNames(pod).includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only, ...more] = pod.spec.containers;
  if (only && more.length === 0) return only.name;
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${containerNames(pod).join(" ")}]`,
  );
}

const numbers = ["tailLines", "limitBytes", "sinceSeconds"];

function causeOf(name: string, value: number): StatusCause | undefined {
  const problem = (why: string): StatusCause => ({
    reason: "FieldValueInvalid",
    message: `Invalid value: ${value}: ${why}`,
    field: name,
  });
  if (name === "tailLines") return value < 0 ? problem("must be greater than or equal to 0") : undefined;
  return value < 1 ? problem("must be greater than 0") : undefined;
}

function isOn(value: string | null): boolean {
  return value !== null && value !== "false" && value !== "0";
}

/** A number that was given, with what is wrong with it. */
function numberOption(
  query: URLSearchParams,
  name: string,
): { value: string; cause: StatusCause | undefined } | undefined {
  const value = query.get(name);
  if (value === null || value === "") return undefined;
  if (!/^-?\d+$/.test(value)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
  return { value, cause: causeOf(name, Number(value)) };
}

/** The options as the kubelet takes them. Throws 400 and 422. */
function optionsOf(query: URLSearchParams, pod: string): URLSearchParams {
  const asked = new URLSearchParams();
  for (const name of ["follow", "previous", "timestamps"]) if (isOn(query.get(name))) asked.set(name, "true");
  const causes: StatusCause[] = [];
  for (const name of numbers) {
    const given = numberOption(query, name);
    if (given?.cause) causes.push(given.cause);
    if (given) asked.set(name, given.value);
  }
  const sinceTime = query.get("sinceTime");
  if (sinceTime) asked.set("sinceTime", sinceTime);
  if (sinceTime && asked.has("sinceSeconds")) {
    const message = "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified";
    causes.push({ reason: "FieldValueForbidden", message, field: "" });
  }
  if (causes.length > 0) throw invalid({ group: "", kind: "PodLogOptions", name: pod }, causes);
  return asked;
}

async function textOf(opened: Opened): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of opened.body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8").slice(0, 50_000);
}

/** What a server makes of a kubelet that does not say 200. */
function refusalOf(status: number, text: string, pod: string): Refusal {
  if (status === 500) return internalError(text);
  if (status === 400) return badRequest(text);
  const messages: Readonly<Record<number, [string, string]>> = {
    401: ["Unauthorized", "the server has asked for the client to provide credentials"],
    403: ["Forbidden", text],
    404: ["NotFound", "the server could not find the requested resource"],
  };
  const [reason, message] = messages[status] ?? [
    "InternalError",
    `an error on the server (${JSON.stringify(text)}) has prevented the request from succeeding`,
  ];
  const details = { name: pod, kind: "pods/log" };
  return new Refusal({ code: status, reason, message: `${message} ( pods/log ${pod})`, details });
}

/** Answers `pods/log`: what the node's kubelet says. */
export async function handlePodLog(call: ResourceCall): Promise<Reply | undefined> {
  if (call.route.verb !== "get") throw methodNotAllowed();
  const pod = parsedObject(call.row, storedFor(call)) as Pod;
  const { name, namespace = "" } = pod.metadata;
  const options = optionsOf(call.query, name);
  const container = containerOf(pod, call.query.get("container") ?? "");
  if (!pod.spec.nodeName) return { code: 204, body: "", contentType: "text/plain" };
  const authority = kubeletOf(call, pod.spec.nodeName);
  const path = `/containerLogs/${namespace}/${name}/${container}?${options}`;
  const host = { host: authority };
  const opened = await call.backend.reach
    .send(authority, { path, secure: true, headers: host })
    .catch((error: Error) => {
      throw internalError(`Get "https://${authority}${path.replace(/\?$/, "")}": ${error.message}`);
    });
  if (opened.status < 200 || opened.status > 206) throw refusalOf(opened.status, await textOf(opened), name);
  call.outgoing.writeHead(200, { "content-type": "text/plain", "cache-control": "no-cache, private" });
  call.outgoing.flushHeaders();
  passOn(call, opened.body);
  return undefined;
}
