/** A resource of the API as its clients address it. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

function resource(apiVersion: string, kind: string, plural: string, namespaced = true): Resource {
  return { apiVersion, kind, plural, namespaced };
}

/** The resources that controllers and kubelet know by name; all others are learned by discovery. */
export const resources = {
  pods: resource("v1", "Pod", "pods"),
  services: resource("v1", "Service", "services"),
  endpoints: resource("v1", "Endpoints", "endpoints"),
  configMaps: resource("v1", "ConfigMap", "configmaps"),
  secrets: resource("v1", "Secret", "secrets"),
  serviceAccounts: resource("v1", "ServiceAccount", "serviceaccounts"),
  events: resource("v1", "Event", "events"),
  claims: resource("v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
  nodes: resource("v1", "Node", "nodes", false),
  namespaces: resource("v1", "Namespace", "namespaces", false),
  deployments: resource("apps/v1", "Deployment", "deployments"),
  replicaSets: resource("apps/v1", "ReplicaSet", "replicasets"),
  endpointSlices: resource("discovery.k8s.io/v1", "EndpointSlice", "endpointslices"),
  leases: resource("coordination.k8s.io/v1", "Lease", "leases"),
  behaviours: resource("rehearse.salvor.dev/v1", "Behaviour", "behaviours", false),
  faults: resource("rehearse.salvor.dev/v1", "Fault", "faults", false),
} as const;

/** The path of a collection: `/apis/apps/v1/namespaces/shop/deployments`. Without namespace: all of them. */
export function collectionPath(of: Resource, namespace?: string): string {
  const root = of.apiVersion.includes("/") ? `/apis/${of.apiVersion}` : `/api/${of.apiVersion}`;
  const inside = of.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${root}${inside}/${of.plural}`;
}
