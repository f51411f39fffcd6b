import type { Pod } from "../../../model/kubernetes/pod.ts";
import type { Node } from "../../../model/kubernetes/workload.ts";

/** A mark on a node that keeps pods away. */
export type Taint = NonNullable<Node["spec"]["taints"]>[number];

/** A pod's permission to ignore a taint. */
export type Toleration = NonNullable<Pod["spec"]["tolerations"]>[number];

/** Whether a toleration covers a taint. Source: k8s.io/api/core/v1/toleration.go. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  if (toleration.operator === "Exists") return true;
  return Boolean(toleration.key) && (toleration.value ?? "") === (taint.value ?? "");
}

/** The taints of the given effects that a pod does not tolerate. */
export function untolerated(pod: Pod, node: Node, effects: readonly string[]): Taint[] {
  const tolerations = pod.spec.tolerations ?? [];
  return (node.spec.taints ?? []).filter(
    (taint) => effects.includes(taint.effect) && !tolerations.some((toleration) => tolerates(toleration, taint)),
  );
}
