/** Services, their endpoints, Ingresses and NetworkPolicies. Source: k8s.io/kubernetes/pkg/apis/{core,networking,discovery}/validation. */
import { inside, isBlank, objectsIn } from "./defaults-values.ts";
import { isObject, type Json } from "./field-shape.ts";
import type { Findings } from "./findings.ts";
import { isAddress, labelErrors, portErrors, portNameErrors, subdomainErrors } from "./names.ts";
import { checkPortNumberOrName } from "./validate-container.ts";
import { checkLabels } from "./validate-metadata.ts";
import { checkSelector } from "./validate-workload.ts";

const protocols = ["SCTP", "TCP", "UDP"];
const noAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

function checkServicePort(
  found: Findings,
  at: string,
  port: Json,
  context: { many: boolean; names: Set<unknown>; spec: Json },
): void {
  const { many, names, spec } = context;
  const { name, protocol, targetPort } = port;
  if (!name) {
    if (many) found.required(`${at}.name`);
  } else {
    const wrong = labelErrors(String(name));
    found.invalidEach(`${at}.name`, name, wrong);
    if (wrong.length === 0 && names.has(name)) found.duplicate(`${at}.name`, name);
    names.add(name);
  }
  found.invalidEach(`${at}.port`, port.port ?? 0, portErrors(Number(port.port ?? 0)));
  if (!protocol) found.required(`${at}.protocol`);
  else found.oneOf(`${at}.protocol`, protocol, protocols);
  checkPortNumberOrName(found, `${at}.targetPort`, targetPort);
  if (port.nodePort && spec.type === "ClusterIP")
    found.forbidden(`${at}.nodePort`, "may not be used when `type` is 'ClusterIP'");
}

function checkServicePorts(found: Findings, spec: Json): void {
  const ports = objectsIn(spec, "ports");
  const headless = spec.clusterIP === "None";
  if (ports.length === 0 && !headless && spec.type !== "ExternalName") found.required("spec.ports");
  const context = { many: ports.length > 1, names: new Set<unknown>(), spec };
  for (const [index, port] of ports.entries()) checkServicePort(found, `spec.ports[${index}]`, port, context);
  const used = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const key = `${port.protocol} ${port.port}`;
    if (used.has(key)) {
      const shape = {
        Name: "",
        Protocol: port.protocol,
        AppProtocol: null,
        Port: port.port,
        TargetPort: 0,
        NodePort: 0,
      };
      found.duplicate(`spec.ports[${index}]`, shape);
    }
    used.add(key);
  }
}

const serviceTypes = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

function checkClusterAddress(found: Findings, spec: Json): void {
  const { clusterIP, type } = spec;
  const external = type === "NodePort" || type === "LoadBalancer";
  if (clusterIP === "None" && external)
    found.invalid("spec.clusterIPs[0]", "None", `may not be set to 'None' for ${type} services`);
  if (clusterIP && clusterIP !== "None" && !isAddress(String(clusterIP)))
    found.invalid("spec.clusterIPs[0]", clusterIP, noAddress);
}

/** A Service's spec. */
export function checkService(found: Findings, spec: Json): void {
  checkServicePorts(found, spec);
  checkLabels(found, "spec.selector", spec.selector as Record<string, string> | undefined);
  found.oneOf("spec.sessionAffinity", spec.sessionAffinity, ["ClientIP", "None"]);
  found.oneOf("spec.type", spec.type, serviceTypes);
  if (spec.type === "ExternalName" && !spec.externalName) found.required("spec.externalName");
  checkClusterAddress(found, spec);
}

/** An EndpointSlice. */
export function checkEndpointSlice(found: Findings, slice: Json): void {
  if (!slice.addressType) found.required("addressType");
  else found.oneOf("addressType", slice.addressType, ["FQDN", "IPv4", "IPv6"]);
  for (const [index, endpoint] of objectsIn(slice, "endpoints").entries()) {
    const at = `endpoints[${index}].addresses`;
    const addresses = (endpoint.addresses ?? []) as unknown[];
    if (addresses.length === 0) found.required(at, "must contain at least 1 address");
    for (const [place, address] of addresses.entries())
      checkEndpointAddress(found, `${at}[${place}]`, String(address), slice);
  }
}

function checkEndpointAddress(found: Findings, at: string, address: string, slice: Json): void {
  if (slice.addressType !== "IPv4" && slice.addressType !== "IPv6") return;
  if (!isAddress(address)) found.invalid(at, address, noAddress);
  else if (/^127\.|^::1$/.test(address))
    found.invalid(at, address, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
}

function checkBackend(found: Findings, at: string, backend: Json): void {
  const { service } = backend;
  if (!isObject(service)) {
    if (!isObject(backend.resource)) found.invalid(at, "", "resource or service backend is required");
    return;
  }
  if (!service.name) found.required(`${at}.service.name`);
  const { name, number } = inside(service, "port");
  if (!name && !number) found.required(at, "port name or number is required");
  if (name) found.invalidEach(`${at}.service.port.name`, name, portNameErrors(String(name)));
  if (number) found.invalidEach(`${at}.service.port.number`, number, portErrors(Number(number)));
}

function checkIngressPath(found: Findings, at: string, path: Json): void {
  if (!path.pathType) found.required(`${at}.pathType`, "pathType must be specified");
  else found.oneOf(`${at}.pathType`, path.pathType, ["Exact", "ImplementationSpecific", "Prefix"]);
  const exact = path.pathType === "Exact" || path.pathType === "Prefix";
  if (exact && !String(path.path ?? "").startsWith("/"))
    found.invalid(`${at}.path`, path.path ?? "", "must be an absolute path");
  checkBackend(found, `${at}.backend`, inside(path, "backend"));
}

function checkIngressRule(found: Findings, at: string, rule: Json): void {
  const host = String(rule.host ?? "");
  if (host !== "" && isAddress(host)) found.invalid(`${at}.host`, host, "must be a DNS name, not an IP address");
  else if (host !== "") found.invalidEach(`${at}.host`, host, subdomainErrors(host.replace(/^\*\./, "")));
  const http = inside(rule, "http");
  if (isObject(rule.http) && isBlank(http.paths)) found.required(`${at}.http.paths`);
  for (const [place, path] of objectsIn(http, "paths").entries())
    checkIngressPath(found, `${at}.http.paths[${place}]`, path);
}

/** An Ingress' spec. */
export function checkIngress(found: Findings, spec: Json): void {
  const rules = objectsIn(spec, "rules");
  if (rules.length === 0 && !isObject(spec.defaultBackend))
    found.invalid("spec", spec.rules ?? null, "either `defaultBackend` or `rules` must be specified");
  if (isObject(spec.defaultBackend)) checkBackend(found, "spec.defaultBackend", spec.defaultBackend);
  for (const [index, rule] of rules.entries()) checkIngressRule(found, `spec.rules[${index}]`, rule);
}

function checkPolicyRule(found: Findings, at: string, rule: Json, side: "from" | "to"): void {
  for (const [index, { port }] of objectsIn(rule, "ports").entries())
    if (port !== undefined) checkPortNumberOrName(found, `${at}.ports[${index}].port`, port);
  for (const [index, peer] of objectsIn(rule, side).entries()) {
    const here = `${at}.${side}[${index}]`;
    for (const name of ["podSelector", "namespaceSelector"])
      if (isObject(peer[name])) checkSelector(found, `${here}.${name}`, inside(peer, name));
    if (Object.keys(peer).length === 0) found.required(here, "must specify a peer");
  }
}

/** A NetworkPolicy's spec. */
export function checkNetworkPolicy(found: Findings, spec: Json): void {
  checkSelector(found, "spec.podSelector", inside(spec, "podSelector"));
  for (const [index, rule] of objectsIn(spec, "ingress").entries())
    checkPolicyRule(found, `spec.ingress[${index}]`, rule, "from");
  for (const [index, rule] of objectsIn(spec, "egress").entries())
    checkPolicyRule(found, `spec.egress[${index}]`, rule, "to");
  for (const [index, type] of ((spec.policyTypes ?? []) as unknown[]).entries())
    found.oneOf(`spec.policyTypes[${index}]`, type, ["Ingress", "Egress"]);
}
