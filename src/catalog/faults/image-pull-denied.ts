import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "image-pull-denied",
  title: "The registry refuses an image",
  why: "Credentials that expired, or a repository that became private, look like a missing image to whoever reads only the reason.",
  needs: ["image"],
  parameters: {},
  symptom: { reason: "ErrImagePull", message: "pull access denied", event: "Failed" },
  cause: "image-pull-denied",
  effect: () => ({ kind: "image", answer: "denied" }),
} satisfies FaultKind;
