import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "api-connection-reset",
  title: "Connections to the API server break off",
  why: "A load balancer or a network that drops connections: no answer says what became of the request.",
  needs: [],
  parameters: {
    share: { description: "The share of the requests that it happens to, from 0 to 1.", default: 1 },
  },
  symptom: { reason: "ECONNRESET" },
  effect: (parameters) => ({ kind: "api", answer: "reset", share: Number(parameters.share) }),
} satisfies FaultKind;
