import type { Relation } from "../../model/catalog.ts";
import { edgeTo, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

const binding = (subject: object): object => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "RoleBinding",
  metadata: { name: "readers", namespace: "shop" },
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "read" },
  subjects: [subject],
});

const roleSubject: Relation = {
  id: "role-subject",
  title: "A binding grants a role to a ServiceAccount",
  why: "Rights of an account that is not there are nobody's; the pods that need them run as another.",
  needs: [],
  starts: ["rbac.authorization.k8s.io/RoleBinding", "rbac.authorization.k8s.io/ClusterRoleBinding"],
  local: false,
  binds: false,
  examples: [
    {
      name: "an account of another namespace",
      objects: [binding({ kind: "ServiceAccount", name: "robot", namespace: "tools" })],
      expect: [{ to: "cluster:v1/ServiceAccount/tools/robot", field: "subjects[0].name" }],
    },
    { name: "a group of people", objects: [binding({ kind: "Group", name: "readers" })], expect: [] },
  ],
  *edges(vertex) {
    for (const { name, namespace = namespaceOf(vertex), kind, field } of referencesAt(vertex.value, "subjects[]")) {
      // Every namespace has its default account by itself.
      if (kind !== "ServiceAccount" || name === "default") continue;
      yield edgeTo(vertex, "role-subject", { kind: "v1/ServiceAccount", name, namespace, field: `${field}.name` });
    }
  },
};

export default roleSubject;
