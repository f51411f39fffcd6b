import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "secret-key-missing",
  title: "A Secret lacks a key",
  why: "The Secret is there, and so every check of its existence passes; the key that the container names is not in it.",
  needs: ["namespace", "object", "key"],
  parameters: {},
  symptom: { reason: "CreateContainerConfigError", message: "couldn't find key", event: "Failed" },
  cause: "config-key-missing",
  effect: () => ({ kind: "absence" }),
} satisfies FaultKind;
