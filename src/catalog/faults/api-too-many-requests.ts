import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "api-too-many-requests",
  title: "The API server has too much to do",
  why: "It answers 429 and says when to come back; a client that does not wait makes it worse.",
  needs: [],
  parameters: {
    share: { description: "The share of the requests that it happens to, from 0 to 1.", default: 1 },
    retryAfterSeconds: { description: "What it says in Retry-After.", default: 1 },
  },
  symptom: { reason: "429" },
  effect: (parameters) => ({
    kind: "api",
    answer: { status: 429, retryAfterSeconds: Number(parameters.retryAfterSeconds) },
    share: Number(parameters.share),
  }),
} satisfies FaultKind;
