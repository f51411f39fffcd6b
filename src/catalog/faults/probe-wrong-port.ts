import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "probe-wrong-port",
  title: "A probe knocks at a port that nobody listens on",
  why: "A port that was moved in one place and not in the others: the program is well, and the cluster never sends it a request.",
  needs: ["namespace", "object"],
  parameters: {
    port: { description: "The port that the probe is sent to.", default: 50999 },
  },
  symptom: { reason: "ContainersNotReady", message: "containers with unready status", event: "Unhealthy" },
  cause: "probe-port",
  effect: (parameters) => ({ kind: "template", change: "probe-port", value: Number(parameters.port) }),
} satisfies FaultKind;
