import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "registry-certificate-untrusted",
  title: "Nodes do not trust the registry",
  why: "A registry whose certificate was made anew, by an authority that nodes do not know, refuses nobody and still gives nothing.",
  needs: ["image"],
  parameters: {},
  symptom: { reason: "ErrImagePull", message: "x509: certificate signed by unknown authority", event: "Failed" },
  cause: "registry-not-trusted",
  effect: () => ({ kind: "image", answer: "untrusted" }),
} satisfies FaultKind;
