import { conditionOf } from "../../../model/kubernetes/object.ts";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import type { Service } from "../../../model/kubernetes/workload.ts";
import { canonical } from "../canonical.ts";
import type { EndpointAddress, EndpointPort, EndpointSubset } from "../shapes.ts";
import { hasAddress, hostnameOf, isHeadless, targetPort } from "./addresses.ts";

interface Entry {
  readonly address: EndpointAddress;
  readonly ready: boolean;
  readonly ports: EndpointPort[];
}

/**
 * What the older Endpoints object of a Service says: addresses that offer the same ports together, all sorted.
 * Source: pkg/controller/endpoint and pkg/api/v1/endpoints of Kubernetes 1.34.
 */
export function subsetsOf(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const published = service.spec.publishNotReadyAddresses === true;
  const entries = pods.filter((pod) => hasAddress(pod, published)).flatMap((pod) => entryOf(service, pod, published));
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = canonical(entry.ports);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const sorted = [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([, group]) => {
    const addresses = addressesOf(group.filter((entry) => entry.ready));
    const notReadyAddresses = addressesOf(group.filter((entry) => !entry.ready));
    const ports = group[0]?.ports ?? [];
    return {
      ...(addresses.length > 0 ? { addresses } : {}),
      ...(notReadyAddresses.length > 0 ? { notReadyAddresses } : {}),
      ...(ports.length > 0 ? { ports } : {}),
    };
  });
}

function addressesOf(entries: readonly Entry[]): EndpointAddress[] {
  const order = ({ ip, targetRef }: EndpointAddress): string => `${ip} ${targetRef?.uid ?? ""}`;
  return entries.map((entry) => entry.address).sort((one, other) => (order(one) < order(other) ? -1 : 1));
}

function entryOf(service: Service, pod: Pod, published: boolean): Entry[] {
  const declared = service.spec.ports ?? [];
  const ports = declared
    .flatMap((port): EndpointPort[] => {
      const number = targetPort(pod, port);
      if (number === undefined) return [];
      const { name, protocol = "TCP", appProtocol } = port;
      return [{ ...(name ? { name } : {}), port: number, protocol, ...(appProtocol ? { appProtocol } : {}) }];
    })
    .sort((one, other) => (canonical(one) < canonical(other) ? -1 : 1));
  if (ports.length === 0 && !(declared.length === 0 && isHeadless(service))) return [];
  const { namespace, name, uid } = pod.metadata;
  const hostname = hostnameOf(pod, service);
  return [
    {
      address: {
        ip: pod.status?.podIP ?? "",
        ...(hostname ? { hostname } : {}),
        ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
        targetRef: { kind: "Pod", ...(namespace ? { namespace } : {}), name, ...(uid ? { uid } : {}) },
      },
      ready: published || conditionOf(pod.status?.conditions, "Ready")?.status === "True",
      ports,
    },
  ];
}
