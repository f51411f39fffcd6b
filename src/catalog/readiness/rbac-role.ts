import { passiveRule } from "../../model/kubernetes/passive.ts";

/** A Role. */
const rbacRole = passiveRule("rbac-role", "rbac.authorization.k8s.io/Role", {
  apiVersion: "rbac.authorization.k8s.io/v1",
  namespaced: true,
  says: { rules: [] },
});

export default rbacRole;
