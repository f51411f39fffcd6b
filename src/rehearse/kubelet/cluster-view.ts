import type { Pod } from "../../model/kubernetes/pod.ts";
import type { EndpointSlice, Service } from "../../model/kubernetes/workload.ts";
import type { Client } from "../client.ts";
import type { RehearsalClock } from "../clock.ts";
import type { Behaviour, Fault } from "../group.ts";
import { type Informer, startInformer } from "../informer.ts";
import { resources } from "../resources.ts";
import type { ServiceView } from "./dns.ts";

/** What the nodes follow of the API. */
export interface ClusterView {
  readonly pods: Informer<Pod>;
  readonly behaviours: Informer<Behaviour>;
  readonly faults: Informer<Fault>;
  readonly services: ServiceView;
  allServices(): readonly Service[];
  /** Resolves when all is known that a pod's start depends on. */
  readonly synced: Promise<unknown>;
}

/** Starts to follow pods, Services, their endpoints, behaviours and faults, until the signal aborts. */
export function followCluster(of: { client: Client; clock: RehearsalClock; signal: AbortSignal }): ClusterView {
  const services = startInformer<Service>({
    ...of,
    resource: resources.services,
    indexes: { address: ({ spec }) => [spec.clusterIP ?? ""] },
  });
  const slices = startInformer<EndpointSlice>({
    ...of,
    resource: resources.endpointSlices,
    indexes: {
      service: ({ metadata }) => [`${metadata.namespace}/${metadata.labels?.["kubernetes.io/service-name"] ?? ""}`],
    },
  });
  const behaviours = startInformer<Behaviour>({ ...of, resource: resources.behaviours });
  const faults = startInformer<Fault>({ ...of, resource: resources.faults });
  const pods = startInformer<Pod>({ ...of, resource: resources.pods });
  return {
    pods,
    behaviours,
    faults,
    services: {
      service: (namespace, name) => services.get(namespace, name),
      serviceAt: (address) => services.by("address", address)[0],
      slices: (namespace, name) => slices.by("service", `${namespace}/${name}`),
    },
    allServices: () => services.list(),
    synced: Promise.all([services, slices, behaviours, faults, pods].map((informer) => informer.synced)),
  };
}
