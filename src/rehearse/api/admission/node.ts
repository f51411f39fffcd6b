import type { Node } from "../../../model/kubernetes/workload.ts";
import type { Admitted } from "./admitted.ts";

const notReady = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };

/** Nothing is put on a new node until it is known to be ready. Source: plugin TaintNodesByCondition. */
export function admitNode({ call, operation, object }: Admitted): void {
  if (call.row.kind !== "Node" || operation !== "CREATE" || call.route.subresource !== "") return;
  const node = object as Node;
  const taints = node.spec?.taints ?? [];
  if (taints.some((taint) => taint.key === notReady.key && taint.effect === notReady.effect)) return;
  node.spec = { ...node.spec, taints: [...taints, notReady] };
}
