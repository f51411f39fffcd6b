import { passiveRule } from "../../model/kubernetes/passive.ts";

/** A ClusterRoleBinding. */
const rbacClusterrolebinding = passiveRule("rbac-clusterrolebinding", "rbac.authorization.k8s.io/ClusterRoleBinding", {
  apiVersion: "rbac.authorization.k8s.io/v1",
  namespaced: false,
});

export default rbacClusterrolebinding;
