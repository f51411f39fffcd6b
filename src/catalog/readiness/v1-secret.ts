import { passiveRule } from "../../model/kubernetes/passive.ts";

/** A Secret: compared by HMAC, never by value. */
const v1Secret = passiveRule("v1-secret", "v1/Secret", {
  apiVersion: "v1",
  namespaced: true,
  says: { type: "Opaque" },
});

export default v1Secret;
