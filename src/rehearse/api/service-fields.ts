import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Service } from "../../model/kubernetes/workload.ts";
import type { KindRow } from "./kinds.ts";

/** Whether each port gets a port on every node. */
export function wantsNodePorts(service: Service): boolean {
  const { type, allocateLoadBalancerNodePorts } = service.spec;
  return type === "NodePort" || (type === "LoadBalancer" && allocateLoadBalancerNodePorts !== false);
}

function keepAddress(service: Service, live: Service): void {
  if (!service.spec.clusterIP) service.spec.clusterIP = live.spec.clusterIP ?? "";
  if (!service.spec.clusterIPs?.length && service.spec.clusterIP === live.spec.clusterIP) {
    service.spec.clusterIPs = live.spec.clusterIPs ?? [];
  }
}

function dropNodePorts(service: Service, live: Service): void {
  if (!wantsNodePorts(live) || wantsNodePorts(service)) return;
  const known = new Set((live.spec.ports ?? []).map((port) => port.nodePort));
  for (const port of service.spec.ports ?? []) if (known.has(port.nodePort)) delete port.nodePort;
}

/** Fields that only some types of Service have vanish with the type, unless the same write set them. */
function dropTypeFields(service: Service, live: Service): void {
  dropNodePorts(service, live);
  const external = (given: Service): boolean => given.spec.type === "NodePort" || given.spec.type === "LoadBalancer";
  if (external(service) || !external(live)) return;
  const fields = ["externalTrafficPolicy", "healthCheckNodePort", "allocateLoadBalancerNodePorts", "loadBalancerClass"];
  for (const field of fields) if (service.spec[field] === live.spec[field]) delete service.spec[field];
}

function keepFrom(live: Service, service: Service): void {
  dropTypeFields(service, live);
  if (service.spec.type === "ExternalName") return;
  if (live.spec.type !== "ExternalName") keepAddress(service, live);
  if (!wantsNodePorts(service)) return;
  const before = new Map((live.spec.ports ?? []).map((port) => [`${port.port}/${port.protocol}`, port.nodePort]));
  for (const port of service.spec.ports ?? []) {
    const known = before.get(`${port.port}/${port.protocol}`);
    if (!port.nodePort && known) port.nodePort = known;
  }
}

/**
 * Readies the fields of a Service that are allocated later, before it is validated: an address is in both its fields, and what
 * was allocated stays where a new version does not say otherwise. Other kinds are left alone.
 */
export function keepAllocated(row: KindRow, object: KubeObject, live: KubeObject | undefined): void {
  if (row.group !== "" || row.kind !== "Service" || !object.spec) return;
  const service = object as Service;
  const { spec } = service;
  if (spec.clusterIP && !spec.clusterIPs?.length && !live) spec.clusterIPs = [spec.clusterIP];
  if (live) keepFrom(live as Service, service);
}
