import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "never-ready",
  title: "A program runs and is never ready",
  why: "Nothing crashes and nothing is restarted: there is no error anywhere but in the answer to its probe.",
  needs: [],
  parameters: {},
  symptom: { reason: "ContainersNotReady", message: "containers with unready status", event: "Unhealthy" },
  cause: "never-ready",
  effect: () => ({ kind: "process", does: "never-ready", afterSeconds: 0 }),
} satisfies FaultKind;
