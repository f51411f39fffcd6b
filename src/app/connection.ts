import type { ConnectionFlags } from "../model/verbs.ts";
import type { WorldOptions } from "../world/open.ts";

/** Which cluster is opened, and as whom. */
export function worldOptionsOf({ kubeconfig, context, namespace, as, asGroup }: ConnectionFlags): WorldOptions {
  return {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(as === undefined ? {} : { as }),
    ...(asGroup === undefined ? {} : { asGroups: asGroup }),
  };
}
