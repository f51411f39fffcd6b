import { passiveRule } from "../../model/kubernetes/passive.ts";

/** A ClusterRole. */
const rbacClusterrole = passiveRule("rbac-clusterrole", "rbac.authorization.k8s.io/ClusterRole", {
  apiVersion: "rbac.authorization.k8s.io/v1",
  namespaced: false,
  says: { rules: [] },
});

export default rbacClusterrole;
