import { passiveRule } from "../../model/kubernetes/passive.ts";

/** A ConfigMap. */
const v1Configmap = passiveRule("v1-configmap", "v1/ConfigMap", {
  apiVersion: "v1",
  namespaced: true,
  says: { data: { colour: "blue" } },
});

export default v1Configmap;
