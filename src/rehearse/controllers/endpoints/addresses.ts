import type { Pod } from "../../../model/kubernetes/pod.ts";
import type { Service, ServicePort } from "../../../model/kubernetes/workload.ts";

/** What EndpointSlices and Endpoints have in common. Source: k8s.io/endpointslice and pkg/controller/endpoint of Kubernetes 1.34. */

/** The label by which controllers know a Service without an address of its own. */
export const headlessLabel = "service.kubernetes.io/headless";

/** The annotation that says when the change happened that led to the last write. */
export const triggerAnnotation = "endpoints.kubernetes.io/last-change-trigger-time";

/** Whether a Service has no address of its own. */
export function isHeadless(service: Service): boolean {
  return !service.spec.clusterIP || service.spec.clusterIP === "None";
}

/** Whether a Service's endpoints are ours to write. */
export function isSelecting(service: Service): boolean {
  return service.spec.type !== "ExternalName" && service.spec.selector !== undefined;
}

/** Whether a pod has an address to be listed, ready or not. */
export function hasAddress(pod: Pod, terminatingToo: boolean): boolean {
  if (pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed" || !pod.status?.podIP) return false;
  return terminatingToo || !pod.metadata.deletionTimestamp;
}

/** The number of the port that a Service's port means in this pod; undefined where no container has one of that name. */
export function targetPort(pod: Pod, port: ServicePort): number | undefined {
  const wanted = port.targetPort ?? port.port;
  if (typeof wanted === "number") return wanted;
  const sidecars = (pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === "Always");
  const ports = [...pod.spec.containers, ...sidecars].flatMap((container) => container.ports ?? []);
  const named = ports.find((one) => one.name === wanted && (one.protocol ?? "TCP") === (port.protocol ?? "TCP"));
  return named?.containerPort;
}

/** The host name that a pod asked for under a Service, where it did. */
export function hostnameOf(pod: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = pod.spec as { hostname?: string; subdomain?: string };
  const its = subdomain === service.metadata.name && pod.metadata.namespace === service.metadata.namespace;
  return hostname && its ? hostname : undefined;
}
