import type { Relation } from "../../model/catalog.ts";
import { edgeTo, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

const scaled = (triggers: readonly object[]): object => ({
  apiVersion: "keda.sh/v1alpha1",
  kind: "ScaledObject",
  metadata: { name: "api", namespace: "shop" },
  spec: { scaleTargetRef: { name: "api" }, triggers },
});

const triggerAuthentication: Relation = {
  id: "trigger-authentication",
  title: "A trigger of KEDA logs in by a TriggerAuthentication",
  why: "Without it KEDA cannot ask the source, and the workload is not scaled.",
  needs: [],
  starts: ["keda.sh/ScaledObject", "keda.sh/ScaledJob"],
  local: true,
  binds: false,
  examples: [
    {
      name: "one of the namespace and one of the cluster",
      objects: [
        scaled([
          { type: "kafka", authenticationRef: { name: "kafka" } },
          { type: "kafka", authenticationRef: { name: "shared", kind: "ClusterTriggerAuthentication" } },
        ]),
      ],
      expect: [
        { to: "cluster:keda.sh/TriggerAuthentication/shop/kafka", field: "spec.triggers[0].authenticationRef.name" },
        { to: "cluster:keda.sh/ClusterTriggerAuthentication//shared" },
      ],
    },
    { name: "no log-in", objects: [scaled([{ type: "cron" }])], expect: [] },
  ],
  *edges(vertex) {
    for (const one of referencesAt(vertex.value, "spec.triggers[].authenticationRef")) {
      const { name, kind = "TriggerAuthentication", field } = one;
      const namespace = kind.startsWith("Cluster") ? "" : namespaceOf(vertex);
      const named = { kind: `keda.sh/${kind}`, name, namespace, field: `${field}.name` };
      yield edgeTo(vertex, "trigger-authentication", named);
    }
  },
};

export default triggerAuthentication;
