import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "crash-at-start",
  title: "A program ends as soon as it starts",
  why: "The container is created, started and gone; the reason stands in the last lines of a log that is easily lost.",
  needs: [],
  parameters: {
    exitCode: { description: "The code that it exits with.", default: 1 },
    log: { description: "The last line that it writes.", default: "fatal: cannot start" },
  },
  symptom: { reason: "CrashLoopBackOff", message: "back-off", event: "BackOff" },
  cause: "crash",
  effect: (parameters) => ({
    kind: "process",
    does: "exit",
    afterSeconds: 0,
    exitCode: Number(parameters.exitCode),
    log: [String(parameters.log)],
  }),
} satisfies FaultKind;
