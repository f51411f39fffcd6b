import type { Relation } from "../../model/catalog.ts";
import { edgeTo, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

const binding = (kind: string): object => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "RoleBinding",
  metadata: { name: "readers", namespace: "shop" },
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name: "read" },
});

const role: Relation = {
  id: "role",
  title: "A binding grants a Role or ClusterRole",
  why: "A binding to a role that is not there grants nothing, and nobody says so.",
  needs: [],
  starts: ["rbac.authorization.k8s.io/RoleBinding", "rbac.authorization.k8s.io/ClusterRoleBinding"],
  local: true,
  binds: false,
  examples: [
    {
      name: "a Role of the namespace",
      objects: [binding("Role")],
      expect: [{ to: "cluster:rbac.authorization.k8s.io/Role/shop/read", field: "roleRef.name" }],
    },
    {
      name: "a ClusterRole",
      objects: [binding("ClusterRole")],
      expect: [{ to: "cluster:rbac.authorization.k8s.io/ClusterRole//read" }],
    },
    { name: "what is no role", objects: [binding("Group")], expect: [] },
  ],
  *edges(vertex) {
    for (const { name, kind, field } of referencesAt(vertex.value, "roleRef")) {
      if (kind !== "Role" && kind !== "ClusterRole") continue;
      yield edgeTo(vertex, "role", {
        kind: `rbac.authorization.k8s.io/${kind}`,
        name,
        namespace: kind === "Role" ? namespaceOf(vertex) : "",
        field: `${field}.name`,
      });
    }
  },
};

export default role;
