import { passiveRule } from "../../model/kubernetes/passive.ts";

/** An IngressClass. */
const networkingIngressclass = passiveRule("networking-ingressclass", "networking.k8s.io/IngressClass", {
  apiVersion: "networking.k8s.io/v1",
  namespaced: false,
});

export default networkingIngressclass;
