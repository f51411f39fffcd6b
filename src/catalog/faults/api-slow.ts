import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "api-slow",
  title: "The API server answers slowly",
  why: "Every read takes longer than its reader planned; a deadline that was meant for the cluster is used up by the way to it.",
  needs: [],
  parameters: {
    share: { description: "The share of the requests that it happens to, from 0 to 1.", default: 1 },
    seconds: { description: "Seconds that it waits before it answers.", default: 2 },
  },
  symptom: { reason: "200" },
  effect: (parameters) => ({
    kind: "api",
    answer: { delaySeconds: Number(parameters.seconds) },
    share: Number(parameters.share),
  }),
} satisfies FaultKind;
