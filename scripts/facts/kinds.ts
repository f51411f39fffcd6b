/** The rows of `src/facts/kinds.gen.json`: the served kinds as a real server's discovery describes them. */

interface DiscoveryKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** One group of the aggregated discovery document. */
export interface DiscoveryGroup {
  readonly metadata: { readonly name?: string };
  readonly versions: readonly {
    readonly version: string;
    readonly resources: readonly {
      readonly resource: string;
      readonly responseKind: DiscoveryKind;
      readonly scope: "Cluster" | "Namespaced";
      readonly singularResource: string;
      readonly verbs: readonly string[];
      readonly shortNames?: readonly string[];
      readonly categories?: readonly string[];
      readonly subresources?: readonly {
        readonly subresource: string;
        readonly responseKind?: DiscoveryKind;
        readonly verbs: readonly string[];
      }[];
    }[];
  }[];
}

/** What is served, by group-version. Kinds that would only be stored and never act (CRDs, API services, DRA) are not. */
const served: Readonly<Record<string, readonly string[]>> = {
  "/v1": [
    "bindings",
    "configmaps",
    "endpoints",
    "events",
    "limitranges",
    "namespaces",
    "nodes",
    "persistentvolumeclaims",
    "persistentvolumes",
    "pods",
    "podtemplates",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "serviceaccounts",
    "services",
  ],
  "apps/v1": ["controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets"],
  "events.k8s.io/v1": ["events"],
  "authentication.k8s.io/v1": ["selfsubjectreviews", "tokenreviews"],
  "authorization.k8s.io/v1": [
    "localsubjectaccessreviews",
    "selfsubjectaccessreviews",
    "selfsubjectrulesreviews",
    "subjectaccessreviews",
  ],
  "autoscaling/v2": ["horizontalpodautoscalers"],
  "batch/v1": ["cronjobs", "jobs"],
  "certificates.k8s.io/v1": ["certificatesigningrequests"],
  "networking.k8s.io/v1": ["ingressclasses", "ingresses", "networkpolicies"],
  "policy/v1": ["poddisruptionbudgets"],
  "rbac.authorization.k8s.io/v1": ["clusterrolebindings", "clusterroles", "rolebindings", "roles"],
  "storage.k8s.io/v1": ["csidrivers", "csinodes", "storageclasses", "volumeattachments"],
  "admissionregistration.k8s.io/v1": ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
  "scheduling.k8s.io/v1": ["priorityclasses"],
  "coordination.k8s.io/v1": ["leases"],
  "node.k8s.io/v1": ["runtimeclasses"],
  "discovery.k8s.io/v1": ["endpointslices"],
};

/** A row of the data file; `src/rehearse/api/kinds.ts` gives it its type. */
export interface KindData {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly [field: string]: unknown;
}

function subresourceRow(
  owner: DiscoveryKind,
  entry: { subresource: string; responseKind?: DiscoveryKind; verbs: readonly string[] },
): object {
  const kind = entry.responseKind;
  const foreign = kind && kind.version !== "" && (kind.group !== owner.group || kind.version !== owner.version);
  return {
    name: entry.subresource,
    ...(foreign ? { group: kind.group, version: kind.version } : {}),
    kind: kind?.kind ?? owner.kind,
    verbs: entry.verbs,
  };
}

/** Rows in the order of discovery. */
export function kindRows(groups: readonly DiscoveryGroup[]): KindData[] {
  const rows: KindData[] = [];
  for (const { metadata, versions } of groups) {
    const group = metadata.name ?? "";
    for (const { version, resources } of versions) {
      for (const entry of resources) {
        if (!served[`${group}/${version}`]?.includes(entry.resource)) continue;
        const owner = { group, version, kind: entry.responseKind.kind };
        rows.push({
          ...owner,
          resource: entry.resource,
          singular: entry.singularResource,
          shortNames: entry.shortNames ?? [],
          categories: entry.categories ?? [],
          namespaced: entry.scope === "Namespaced",
          verbs: entry.verbs,
          hasStatus: entry.subresources?.some((subresource) => subresource.subresource === "status") ?? false,
          subresources: (entry.subresources ?? []).map((subresource) => subresourceRow(owner, subresource)),
        });
      }
    }
  }
  return rows;
}
