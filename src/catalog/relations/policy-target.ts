import type { Relation } from "../../model/catalog.ts";
import { edgeTo, kindOf, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

const policy = (targetRefs: readonly object[]): object => ({
  apiVersion: "gateway.envoyproxy.io/v1alpha1",
  kind: "SecurityPolicy",
  metadata: { name: "login", namespace: "shop" },
  spec: { targetRefs },
});

/** Kinds of groups that have a relation of their own for what they target. */
const known = /^(?:autoscaling|autoscaling\.k8s\.io|keda\.sh)\/|toolkit\.fluxcd\.io\//;

const policyTarget: Relation = {
  id: "policy-target",
  title: "A policy is attached to a route, Gateway or Service",
  why: "A policy whose target is not there does nothing: what it should guard is open, and only its status says so.",
  needs: [],
  starts: ["*"],
  local: true,
  binds: false,
  examples: [
    {
      name: "a route and a Service",
      objects: [
        policy([
          { group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "web" },
          { group: "", kind: "Service", name: "api" },
        ]),
      ],
      expect: [
        { to: "cluster:gateway.networking.k8s.io/HTTPRoute/shop/web", field: "spec.targetRefs[0].name" },
        { to: "cluster:v1/Service/shop/api", field: "spec.targetRefs[1].name" },
      ],
    },
    { name: "no target", objects: [policy([])], expect: [] },
  ],
  *edges(vertex) {
    if (!kindOf(vertex).includes(".") || known.test(kindOf(vertex))) return;
    for (const path of ["spec.targetRef", "spec.targetRefs[]"]) {
      for (const { name, kind, group, namespace = namespaceOf(vertex), field } of referencesAt(vertex.value, path)) {
        if (kind === undefined) continue;
        const named = { kind: `${group ?? "v1"}/${kind}`, name, namespace, field: `${field}.name` };
        yield edgeTo(vertex, "policy-target", named);
      }
    }
  },
};

export default policyTarget;
