import { passiveRule } from "../../model/kubernetes/passive.ts";

/** A PriorityClass. */
const schedulingPriorityclass = passiveRule("scheduling-priorityclass", "scheduling.k8s.io/PriorityClass", {
  apiVersion: "scheduling.k8s.io/v1",
  namespaced: false,
  says: { value: 1000 },
});

export default schedulingPriorityclass;
