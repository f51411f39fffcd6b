import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "out-of-memory",
  title: "A program uses more memory than it may",
  why: "It is killed without a word in its log, often long after it became ready.",
  needs: [],
  parameters: {
    seconds: { description: "Seconds after its start.", default: 4 },
  },
  symptom: { reason: "OOMKilled", event: "BackOff" },
  cause: "out-of-memory",
  effect: (parameters) => ({ kind: "process", does: "out-of-memory", afterSeconds: Number(parameters.seconds) }),
} satisfies FaultKind;
