import { passiveRule } from "../../model/kubernetes/passive.ts";

/** A RoleBinding. */
const rbacRolebinding = passiveRule("rbac-rolebinding", "rbac.authorization.k8s.io/RoleBinding", {
  apiVersion: "rbac.authorization.k8s.io/v1",
  namespaced: true,
});

export default rbacRolebinding;
