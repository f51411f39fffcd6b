/** The ClusterRoles, ClusterRoleBindings, Roles and RoleBindings that a server makes at its start. */
import type { RealServer } from "./real-server.ts";

interface Stored {
  kind?: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  aggregationRule?: { clusterRoleSelectors: { matchLabels?: Record<string, string> }[] };
  rules?: unknown[] | null;
  [field: string]: unknown;
}

const lists = [
  ["ClusterRole", "clusterroles"],
  ["ClusterRoleBinding", "clusterrolebindings"],
  ["Role", "roles"],
  ["RoleBinding", "rolebindings"],
] as const;

/** Fills in the rules of roles that are made of others, as the controller-manager would a moment later. */
function aggregate(roles: readonly Stored[]): void {
  const aggregated = roles.filter((role) => role.aggregationRule);
  for (let round = 0; round < aggregated.length; round += 1) {
    for (const role of aggregated) {
      const wanted = role.aggregationRule?.clusterRoleSelectors.flatMap(({ matchLabels = {} }) =>
        roles.filter(
          (other) =>
            other !== role &&
            other.kind === "ClusterRole" &&
            Object.entries(matchLabels).every(([key, value]) => other.metadata.labels?.[key] === value),
        ),
      );
      const rules = new Map(
        (wanted ?? []).flatMap((other) => other.rules ?? []).map((rule) => [JSON.stringify(rule), rule]),
      );
      role.rules = [...rules.values()];
    }
  }
}

/** As manifests: what the server itself adds (uid, times, managers) is left out. */
export async function bootstrapRbac(server: RealServer): Promise<object[]> {
  const all: Stored[] = [];
  for (const [kind, resource] of lists) {
    const path = `/apis/rbac.authorization.k8s.io/v1/${resource}`;
    const { items } = (await server.ask({ path })).body as { items: Stored[] };
    for (const { metadata, ...rest } of items) {
      const { name, namespace, labels, annotations } = metadata;
      all.push({
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind,
        metadata: { name, namespace, labels, annotations },
        ...rest,
      });
    }
  }
  aggregate(all);
  return all;
}
