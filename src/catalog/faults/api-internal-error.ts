import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "api-internal-error",
  title: "The API server fails",
  why: "Its store is ill: what it was asked to write may be written or not.",
  needs: [],
  parameters: {
    share: { description: "The share of the requests that it happens to, from 0 to 1.", default: 1 },
  },
  symptom: { reason: "500" },
  effect: (parameters) => ({ kind: "api", answer: { status: 500 }, share: Number(parameters.share) }),
} satisfies FaultKind;
