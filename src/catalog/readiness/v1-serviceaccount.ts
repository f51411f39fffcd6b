import { passiveRule } from "../../model/kubernetes/passive.ts";

/** A ServiceAccount. */
const v1Serviceaccount = passiveRule("v1-serviceaccount", "v1/ServiceAccount", { apiVersion: "v1", namespaced: true });

export default v1Serviceaccount;
