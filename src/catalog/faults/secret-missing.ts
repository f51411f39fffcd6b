import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "secret-missing",
  title: "A Secret is not there",
  why: "Secrets are not in the repository, so a cluster that is built anew lacks them, and nobody notices before the pods do.",
  needs: ["namespace", "object"],
  parameters: {},
  symptom: { reason: "CreateContainerConfigError", message: 'secret "', event: "Failed" },
  cause: "secret-missing",
  effect: () => ({ kind: "absence" }),
} satisfies FaultKind;
