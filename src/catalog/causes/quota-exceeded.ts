import type { CauseRule } from "../../model/catalog.ts";
import { failureCondition } from "../../model/kubernetes/rollout.ts";
import { objectId } from "../../model/subject.ts";

const set = (message: string): object => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: { name: "api-1", namespace: "shop" },
  status: { conditions: [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }] },
});

const quotaExceeded: CauseRule = {
  id: "quota-exceeded",
  title: "A quota of the namespace is used up",
  why: "The API server refuses new pods; no pod is there that could say so.",
  remedy: "Raise the quota, or free what it counts: scale something down, or ask for less.",
  needs: ["apps/ReplicaSet"],
  examples: [
    {
      name: "too many pods",
      objects: [
        set('pods "api-1-x" is forbidden: exceeded quota: tight, requested: pods=1, used: pods=3, limited: pods=3'),
      ],
      expect: [{ cause: "cluster:v1/ResourceQuota/shop/tight", because: "used: pods=3", certainty: "certain" }],
    },
    {
      name: "forbidden for another reason",
      objects: [set('pods "api-1-x" is forbidden: violates PodSecurity "restricted:latest"')],
      expect: [],
      not: { rule: "quota-exceeded" },
    },
  ],
  *explain(vertex) {
    if (vertex.subject.kind !== "object") return;
    const found = failureCondition(vertex);
    const form = /exceeded quota: ([^,\s]+), (.*)$/s.exec(found?.condition.message ?? "");
    if (!form?.[1]) return;
    const { namespace = "" } = vertex.subject.ref;
    yield {
      effect: vertex.id,
      cause: objectId({ apiVersion: "v1", kind: "ResourceQuota", namespace, name: form[1] }),
      rule: "quota-exceeded",
      because: `the quota ${form[1]} of the namespace ${namespace} is used up: ${form[2]}`,
      certainty: "certain",
      evidence: [vertex.evidence],
    };
  },
};

export default quotaExceeded;
