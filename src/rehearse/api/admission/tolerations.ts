import type { PodSpec } from "../../../model/kubernetes/pod.ts";
import type { Admitted } from "./admitted.ts";

const untilEvicted = 300;

/** A new pod stays five minutes on a node that is lost, unless it says otherwise. Source: plugin DefaultTolerationSeconds. */
export function admitTolerations({ operation, object }: Admitted): void {
  if (operation !== "CREATE") return;
  const spec = object.spec as PodSpec;
  for (const key of ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]) {
    const covered = (spec.tolerations ?? []).some(
      (toleration) =>
        (!toleration.key || toleration.key === key) && (!toleration.effect || toleration.effect === "NoExecute"),
    );
    if (covered) continue;
    const added = { key, operator: "Exists", effect: "NoExecute", tolerationSeconds: untilEvicted };
    spec.tolerations = [...(spec.tolerations ?? []), added];
  }
}
