import { passiveRule } from "../../model/kubernetes/passive.ts";

/** A LimitRange. */
const v1Limitrange = passiveRule("v1-limitrange", "v1/LimitRange", { apiVersion: "v1", namespaced: true });

export default v1Limitrange;
