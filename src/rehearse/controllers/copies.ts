import { controllerOf, type KubeObject } from "../../model/kubernetes/object.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import type { Deployment, EndpointSlice, Node, ReplicaSet, Service } from "../../model/kubernetes/workload.ts";
import type { Client } from "../client.ts";
import type { RehearsalClock } from "../clock.ts";
import { type Informer, type InformerOptions, startInformer } from "../informer.ts";
import { type Resource, resources } from "../resources.ts";
import type { Endpoints, Lease } from "./shapes.ts";

/** Local copies of what controllers read, each started when it is first asked for and shared by all. */
export interface Copies {
  /** Indexes: `owner` (uid of the controller; empty for orphans), `node` (name; empty for pods not yet placed). */
  readonly pods: Informer<Pod>;
  /** Index: `owner`. */
  readonly replicaSets: Informer<ReplicaSet>;
  readonly deployments: Informer<Deployment>;
  readonly services: Informer<Service>;
  /** Index: `service` (`namespace/name`). */
  readonly endpointSlices: Informer<EndpointSlice>;
  readonly endpoints: Informer<Endpoints>;
  readonly claims: Informer<KubeObject>;
  readonly nodes: Informer<Node>;
  readonly namespaces: Informer<KubeObject>;
  readonly serviceAccounts: Informer<KubeObject>;
  /** Only those named `kube-root-ca.crt`. */
  readonly rootCertificates: Informer<KubeObject>;
  /** Only those of nodes. */
  readonly nodeLeases: Informer<Lease>;
  /** Resolves when all that were asked for are filled. */
  synced(): Promise<void>;
}

function ownerUid(object: KubeObject): readonly string[] {
  return [controllerOf(object)?.uid ?? ""];
}

type What<T extends KubeObject> = Pick<InformerOptions<T>, "resource" | "which" | "indexes">;

/** Makes the copies; nothing is read before the first use. */
export function createCopies(options: {
  readonly client: Client;
  readonly clock: RehearsalClock;
  readonly signal: AbortSignal;
}): Copies {
  const started = new Map<string, Informer<never>>();
  const once = <T extends KubeObject>(id: string, what: What<T>): Informer<T> => {
    const found = started.get(id);
    if (found) return found as unknown as Informer<T>;
    const informer = startInformer<T>({ ...options, ...what });
    started.set(id, informer as unknown as Informer<never>);
    return informer;
  };
  const plain = <T extends KubeObject>(resource: Resource): Informer<T> => once<T>(resource.plural, { resource });
  return {
    get pods() {
      return once<Pod>("pods", {
        resource: resources.pods,
        indexes: { owner: ownerUid, node: (pod) => [pod.spec.nodeName ?? ""] },
      });
    },
    get replicaSets() {
      return once<ReplicaSet>("replicasets", { resource: resources.replicaSets, indexes: { owner: ownerUid } });
    },
    get deployments() {
      return plain<Deployment>(resources.deployments);
    },
    get services() {
      return plain<Service>(resources.services);
    },
    get endpointSlices() {
      return once<EndpointSlice>("endpointslices", {
        resource: resources.endpointSlices,
        indexes: {
          service: ({ metadata }) => [`${metadata.namespace}/${metadata.labels?.["kubernetes.io/service-name"] ?? ""}`],
        },
      });
    },
    get endpoints() {
      return plain<Endpoints>(resources.endpoints);
    },
    get claims() {
      return plain(resources.claims);
    },
    get nodes() {
      return plain<Node>(resources.nodes);
    },
    get namespaces() {
      return plain(resources.namespaces);
    },
    get serviceAccounts() {
      return plain(resources.serviceAccounts);
    },
    get rootCertificates() {
      return once("root-certificates", {
        resource: resources.configMaps,
        which: { fields: "metadata.name=kube-root-ca.crt" },
      });
    },
    get nodeLeases() {
      return once<Lease>("leases", { resource: resources.leases, which: { namespace: "kube-node-lease" } });
    },
    synced: async () => {
      await Promise.all([...started.values()].map((informer) => informer.synced));
    },
  };
}
