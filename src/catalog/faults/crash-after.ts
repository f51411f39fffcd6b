import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "crash-after",
  title: "A program ends some seconds after its start",
  why: "It becomes ready first: whoever looks once, at the right moment, calls the deployment a success.",
  needs: [],
  parameters: {
    seconds: { description: "Seconds after its start.", default: 20 },
    exitCode: { description: "The code that it exits with.", default: 1 },
    log: { description: "The last line that it writes.", default: "fatal: lost its connection" },
  },
  symptom: { reason: "CrashLoopBackOff", message: "back-off", event: "BackOff" },
  cause: "crash",
  effect: (parameters) => ({
    kind: "process",
    does: "exit",
    afterSeconds: Number(parameters.seconds),
    exitCode: Number(parameters.exitCode),
    log: [String(parameters.log)],
  }),
} satisfies FaultKind;
