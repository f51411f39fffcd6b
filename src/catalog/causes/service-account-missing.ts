import type { CauseRule } from "../../model/catalog.ts";
import type { Cause } from "../../model/cause.ts";
import { failureCondition } from "../../model/kubernetes/rollout.ts";
import { isToCome } from "../../model/kubernetes/to-come.ts";
import { objectId } from "../../model/subject.ts";

const set = (message: string): object => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: { name: "api-1", namespace: "shop" },
  status: { conditions: [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }] },
});
const missing = set(
  'pods "api-1-" is forbidden: error looking up service account shop/robot: serviceaccount "robot" not found',
);

const serviceAccountMissing: CauseRule = {
  id: "service-account-missing",
  title: "The ServiceAccount that the pods are to run as is not there",
  why: "The API server refuses such pods, so there is no pod that could say so.",
  remedy: "Create the ServiceAccount, or correct its name in the workload.",
  needs: ["apps/ReplicaSet", "v1/ServiceAccount"],
  examples: [
    {
      name: "there is none of that name",
      objects: [missing],
      expect: [{ cause: "cluster:v1/ServiceAccount/shop/robot", because: "robot", certainty: "certain" }],
    },
    {
      name: "it is there by now",
      objects: [missing, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot", namespace: "shop" } }],
      expect: [],
      not: { rule: "service-account-missing" },
    },
    {
      name: "nobody may list ServiceAccounts",
      objects: [missing],
      refused: ["v1/ServiceAccount"],
      expect: [{ certainty: "likely" }],
    },
  ],
  *explain(vertex, graph) {
    if (vertex.subject.kind !== "object") return;
    const name = /serviceaccount "([^"]+)" not found/.exec(failureCondition(vertex)?.condition.message ?? "")?.[1];
    if (!name) return;
    const { namespace = "" } = vertex.subject.ref;
    const cause = objectId({ apiVersion: "v1", kind: "ServiceAccount", namespace, name });
    const look = graph.sight(cause);
    if (look.seen ? look.value !== null || isToCome(graph, cause) : false) return;
    yield {
      effect: vertex.id,
      cause,
      rule: "service-account-missing",
      because: `there is no ServiceAccount ${name} in the namespace ${namespace}, and its pods are to run as it`,
      certainty: look.seen ? "certain" : "likely",
      confirm: `kubectl get serviceaccount ${name} -n ${namespace}`,
      evidence: [vertex.evidence, look.evidence],
    } satisfies Cause;
  },
};

export default serviceAccountMissing;
