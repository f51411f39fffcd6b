import { conditionOf } from "../../../model/kubernetes/object.ts";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import type { EndpointSlice, Node, Service } from "../../../model/kubernetes/workload.ts";
import type { Draft } from "../../client.ts";
import { canonical, same } from "../canonical.ts";
import { controlledBy } from "../claim.ts";
import { hasAddress, headlessLabel, hostnameOf, isHeadless, targetPort } from "./addresses.ts";

/** One address with its conditions. */
type Endpoint = EndpointSlice["endpoints"][number] & { zone?: string; hostname?: string };
type SlicePorts = NonNullable<EndpointSlice["ports"]>;

/** What to do so that the slices of a Service say what its pods are. */
export interface SlicePlan {
  readonly create: readonly Draft<EndpointSlice>[];
  readonly update: readonly EndpointSlice[];
  readonly remove: readonly EndpointSlice[];
}

/** Endpoints that one slice holds at most. */
const sliceSize = 100;
const serviceLabel = "kubernetes.io/service-name";
const managerLabel = "endpointslice.kubernetes.io/managed-by";
const manager = "endpointslice-controller.k8s.io";

/** The pods and nodes that slices are made of. */
export interface Population {
  readonly pods: readonly Pod[];
  node(name: string): Node | undefined;
}

/** Compares slices with what they should say. Source: k8s.io/endpointslice/reconciler.go of 0.34. */
export function planSlices(service: Service, population: Population, existing: readonly EndpointSlice[]): SlicePlan {
  const families = (service.spec.ipFamilies as string[] | undefined) ?? ["IPv4"];
  const plans = families.map((family) => planFamily(service, population, { family, existing }));
  const strange = existing.filter((slice) => !families.includes(slice.addressType));
  return {
    create: plans.flatMap((plan) => plan.create),
    update: plans.flatMap((plan) => plan.update),
    remove: [...plans.flatMap((plan) => plan.remove), ...strange],
  };
}

function planFamily(
  service: Service,
  population: Population,
  { family, existing }: { family: string; existing: readonly EndpointSlice[] },
): SlicePlan {
  const groups = groupsOf(service, population, family);
  const labels = labelsOf(service);
  const create: Draft<EndpointSlice>[] = [];
  const update: EndpointSlice[] = [];
  const remove: EndpointSlice[] = [];
  const bare = (slice: EndpointSlice): string => canonical(slice.ports ?? []);
  const ours = existing.filter((slice) => slice.addressType === family);
  const current = ours.filter((slice) => groups.has(bare(slice)) && isOwned(slice, service));
  remove.push(...ours.filter((slice) => !current.includes(slice)));
  // A real server writes an empty list as null.
  for (const [key, group] of groups) {
    const filled = fill(
      current.filter((slice) => bare(slice) === key),
      group.endpoints,
    );
    for (const { slice, endpoints } of filled.slices) {
      if (endpoints.length === 0) remove.push(slice);
      else if (!same(endpoints, slice.endpoints) || !same(labels, slice.metadata.labels))
        update.push({ ...slice, metadata: { ...slice.metadata, labels }, endpoints });
    }
    for (let from = 0; from < filled.left.length; from += sliceSize)
      create.push(draftOf(service, family, group.ports, filled.left.slice(from, from + sliceSize)));
  }
  if (remove.length === ours.length && create.length === 0)
    keepPlaceholder(service, family, { create, update, remove });
  return recycle({ create, update, remove });
}

/** Endpoints by the ports they offer: a named port may be another number in each pod. */
function groupsOf(
  service: Service,
  { pods, node }: Population,
  family: string,
): Map<string, { ports: SlicePorts; endpoints: Map<string, Endpoint> }> {
  const groups = new Map<string, { ports: SlicePorts; endpoints: Map<string, Endpoint> }>();
  for (const pod of pods) {
    if (!hasAddress(pod, true)) continue;
    const ports = portsOf(service, pod);
    const key = canonical(ports);
    const group = groups.get(key) ?? { ports, endpoints: new Map<string, Endpoint>() };
    const home = node(pod.spec.nodeName ?? "");
    const endpoint = endpointOf(service, pod, { family, home });
    const known = home !== undefined || service.spec.publishNotReadyAddresses === true;
    if (known && endpoint.addresses.length > 0) group.endpoints.set(idOf(endpoint), endpoint);
    if (group.endpoints.size > 0) groups.set(key, group);
  }
  return groups;
}

function idOf(endpoint: Endpoint): string {
  return `${endpoint.targetRef?.uid ?? ""} ${endpoint.addresses.join(",")}`;
}

function portsOf(service: Service, pod: Pod): SlicePorts {
  return (service.spec.ports ?? []).flatMap((port) => {
    const number = targetPort(pod, port);
    if (number === undefined) return [];
    const { name = "", protocol = "TCP", appProtocol } = port;
    return [{ name, port: number, protocol, ...(appProtocol ? { appProtocol } : {}) }];
  });
}

function endpointOf(
  service: Service,
  pod: Pod,
  { family, home }: { family: string; home: Node | undefined },
): Endpoint {
  const serving = conditionOf(pod.status?.conditions, "Ready")?.status === "True";
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const published = service.spec.publishNotReadyAddresses === true;
  const { namespace, name, uid } = pod.metadata;
  const addresses = (pod.status?.podIPs ?? []).map((entry) => entry.ip);
  const zone = home?.metadata.labels?.["topology.kubernetes.io/zone"];
  const hostname = hostnameOf(pod, service);
  return {
    addresses: addresses.filter((address) => address.includes(":") === (family === "IPv6")),
    conditions: { ready: published || (serving && !terminating), serving, terminating },
    ...(hostname ? { hostname } : {}),
    targetRef: { kind: "Pod", ...(namespace ? { namespace } : {}), name, ...(uid ? { uid } : {}) },
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    ...(zone ? { zone } : {}),
  };
}

/** Puts endpoints where they already are, new ones where there is room; what is left needs new slices. */
function fill(
  slices: readonly EndpointSlice[],
  wanted: ReadonlyMap<string, Endpoint>,
): { slices: { slice: EndpointSlice; endpoints: Endpoint[] }[]; left: Endpoint[] } {
  const open = new Map(wanted);
  const kept = slices.map((slice) => {
    const endpoints = (slice.endpoints ?? []).flatMap((endpoint) => {
      const now = open.get(idOf(endpoint));
      open.delete(idOf(endpoint));
      return now ? [now] : [];
    });
    return { slice, endpoints };
  });
  const left = [...open.values()];
  for (const { endpoints } of kept) endpoints.push(...left.splice(0, sliceSize - endpoints.length));
  return { slices: kept, left };
}

function labelsOf(service: Service): Record<string, string> {
  const { [headlessLabel]: _headless, ...labels } = service.metadata.labels ?? {};
  return {
    ...labels,
    ...(isHeadless(service) ? { [headlessLabel]: "" } : {}),
    [serviceLabel]: service.metadata.name,
    [managerLabel]: manager,
  };
}

function draftOf(
  service: Service,
  family: string,
  ports: SlicePorts,
  endpoints: readonly Endpoint[],
): Draft<EndpointSlice> {
  const { namespace = "", name } = service.metadata;
  return {
    metadata: {
      namespace,
      generateName: `${name}-`,
      labels: labelsOf(service),
      ownerReferences: [controlledBy(service)],
    },
    addressType: family as EndpointSlice["addressType"],
    ports,
    endpoints: [...endpoints],
  };
}

interface MutablePlan {
  create: Draft<EndpointSlice>[];
  update: EndpointSlice[];
  remove: EndpointSlice[];
}

/** A Service without any endpoint has one empty slice, so that readers know that somebody looked. */
function keepPlaceholder(service: Service, family: string, plan: MutablePlan): void {
  const [only] = plan.remove;
  const isPlaceholder =
    plan.remove.length === 1 &&
    only !== undefined &&
    (only.endpoints ?? []).length === 0 &&
    (only.ports ?? []).length === 0 &&
    same(only.metadata.labels, labelsOf(service)) &&
    isOwned(only, service);
  if (isPlaceholder) plan.remove.length = 0;
  else plan.create.push(draftOf(service, family, [], []));
}

function isOwned(slice: EndpointSlice, service: Service): boolean {
  return slice.metadata.ownerReferences?.some((owner) => owner.uid === service.metadata.uid) ?? false;
}

/** A slice that would be deleted takes what would be put into a new one. */
function recycle({ create, update, remove }: MutablePlan): SlicePlan {
  const count = Math.min(create.length, remove.length);
  const reused = create.slice(0, count).flatMap((draft, index) => {
    const slice = remove[index];
    if (!slice) return [];
    const { labels, ownerReferences } = draft.metadata;
    const metadata = {
      ...slice.metadata,
      ...(labels ? { labels } : {}),
      ...(ownerReferences ? { ownerReferences } : {}),
    };
    const { ports, endpoints } = draft as unknown as Pick<EndpointSlice, "ports" | "endpoints">;
    return [{ ...slice, metadata, ports: ports ?? [], endpoints }];
  });
  return { create: create.slice(count), update: [...update, ...reused], remove: remove.slice(count) };
}
