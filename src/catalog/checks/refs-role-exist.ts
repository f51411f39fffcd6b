import type { Check } from "../../model/catalog.ts";
import { checkReferences } from "../../model/reference.ts";

const binding = (role: string, account = "robot"): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: readers, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${role} }
subjects:
  - { kind: ServiceAccount, name: ${account}, namespace: shop }
`;
const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: read, namespace: shop }
rules: []
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: robot, namespace: shop }
`;

const starts = ["rbac.authorization.k8s.io/RoleBinding", "rbac.authorization.k8s.io/ClusterRoleBinding"];

const refsRoleExist: Check = {
  id: "refs-role-exist",
  title: "Roles and ServiceAccounts that bindings name exist",
  why: "A binding to a role or account that is not there is accepted and grants nothing: the program is refused at run time.",
  remedy: "Name the role and the account that are there, with its namespace.",
  severity: "error",
  needs: starts,
  examples: [
    {
      name: "both are there",
      files: { "binding.yaml": binding("read"), "role.yaml": role },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "no such role",
      files: { "binding.yaml": binding("raed"), "role.yaml": role },
      expect: [{ verdict: "fail", places: [{ path: "binding.yaml", line: 4 }], expected: "read" }],
    },
    {
      name: "no such account",
      files: { "binding.yaml": binding("read", "robots"), "role.yaml": role },
      expect: [{ verdict: "fail", places: [{ path: "binding.yaml", line: 6 }], expected: "robot" }],
    },
    {
      name: "an account of kube-system, which the cluster brings along",
      files: {
        "binding.yaml": binding("read", "cloud-controller-manager").replaceAll(
          "namespace: shop",
          "namespace: kube-system",
        ),
        "role.yaml": role.replaceAll("namespace: shop", "namespace: kube-system"),
      },
      expect: [{ verdict: "unknown" }],
      not: { verdict: "fail" },
    },
    {
      name: "an account where none are declared",
      files: { "binding.yaml": binding("read"), "role.yaml": role.slice(0, role.indexOf("---")) },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations: ["role", "role-subject"],
      // Operators bring roles and accounts; what is declared in the same namespace tells whose they are.
      absence: (known, wanted) => {
        const { kind, namespace, root, name } = wanted;
        const isOfCluster = namespace === "" || namespace === "kube-system";
        const beside = !isOfCluster && [...known.ofKind(kind, { in: root, namespace })].length > 0;
        const what = `${kind.slice(kind.indexOf("/") + 1)} ${name}`;
        return beside
          ? { fail: "warning" }
          : { unknown: `The ${what} is declared nowhere: what is installed in the cluster may bring it` };
      },
    }),
};

export default refsRoleExist;
