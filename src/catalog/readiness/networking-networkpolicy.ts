import { passiveRule } from "../../model/kubernetes/passive.ts";

/** A NetworkPolicy. */
const networkingNetworkpolicy = passiveRule("networking-networkpolicy", "networking.k8s.io/NetworkPolicy", {
  apiVersion: "networking.k8s.io/v1",
  namespaced: true,
});

export default networkingNetworkpolicy;
