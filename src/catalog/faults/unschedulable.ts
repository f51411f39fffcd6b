import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "unschedulable",
  title: "No node may take the pods",
  why: "A node selector that names a label no node has any more, as after a pool of nodes was replaced.",
  needs: ["namespace", "object"],
  parameters: {
    label: { description: "The label that no node has, as name=value.", default: "pool=retired" },
  },
  symptom: { reason: "Unschedulable", message: "didn't match Pod's node affinity/selector", event: "FailedScheduling" },
  cause: "unschedulable",
  effect: (parameters) => ({ kind: "template", change: "node-selector", value: String(parameters.label) }),
} satisfies FaultKind;
