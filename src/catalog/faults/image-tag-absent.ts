import type { FaultKind } from "../../model/fault.ts";

export default {
  id: "image-tag-absent",
  title: "The registry has no such image",
  why: "A tag that was never pushed, or was pushed to another repository, is the most common reason for which a deployment never becomes ready.",
  needs: ["image"],
  parameters: {},
  symptom: { reason: "ErrImagePull", message: "not found", event: "Failed" },
  cause: "image-missing",
  effect: () => ({ kind: "image", answer: "absent" }),
} satisfies FaultKind;
