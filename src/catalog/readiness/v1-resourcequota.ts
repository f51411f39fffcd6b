import { passiveRule } from "../../model/kubernetes/passive.ts";

/** A ResourceQuota. */
const v1Resourcequota = passiveRule("v1-resourcequota", "v1/ResourceQuota", { apiVersion: "v1", namespaced: true });

export default v1Resourcequota;
