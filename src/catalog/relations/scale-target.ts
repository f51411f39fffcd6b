import type { Relation } from "../../model/catalog.ts";
import { edgeTo, kindOf, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

const scaler = (ref: object): object => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "api", namespace: "shop" },
  spec: { maxReplicas: 3, scaleTargetRef: ref },
});

/** Where each kind names what it scales, and the kind that it means where it says none. */
const targets: Readonly<Record<string, string>> = {
  "autoscaling/HorizontalPodAutoscaler": "spec.scaleTargetRef",
  "keda.sh/ScaledObject": "spec.scaleTargetRef",
  "autoscaling.k8s.io/VerticalPodAutoscaler": "spec.targetRef",
};

const scaleTarget: Relation = {
  id: "scale-target",
  title: "An autoscaler scales a workload",
  why: "An autoscaler whose target is not there does nothing, and only its status says so.",
  needs: [],
  starts: Object.keys(targets),
  local: true,
  binds: true,
  examples: [
    {
      name: "a Deployment",
      objects: [scaler({ apiVersion: "apps/v1", kind: "Deployment", name: "api" })],
      expect: [{ to: "cluster:apps/Deployment/shop/api", field: "spec.scaleTargetRef.name" }],
    },
    { name: "no target", objects: [scaler({})], expect: [] },
  ],
  *edges(vertex) {
    for (const one of referencesAt(vertex.value, targets[kindOf(vertex)] ?? "spec.scaleTargetRef")) {
      const { name, kind = "Deployment", field } = one;
      // KEDA scales a Deployment where nothing else is said; an apiVersion `v1` has no group.
      const group = one.group ?? (one.value.apiVersion === "v1" ? "v1" : "apps");
      const named = { kind: `${group}/${kind}`, name, namespace: namespaceOf(vertex), field: `${field}.name` };
      yield edgeTo(vertex, "scale-target", named);
    }
  },
};

export default scaleTarget;
