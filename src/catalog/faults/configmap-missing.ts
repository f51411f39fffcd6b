import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "configmap-missing",
  title: "A ConfigMap is not there",
  why: "It was renamed, or is applied by another layer that has not run.",
  needs: ["namespace", "object"],
  parameters: {},
  symptom: { reason: "CreateContainerConfigError", message: 'configmap "', event: "Failed" },
  cause: "config-map-missing",
  effect: () => ({ kind: "absence" }),
} satisfies FaultKind;
