import type { KubeObject } from "../object.ts";
import type { TemplateAt } from "../template.ts";
import { refusedGateway } from "./gateways.ts";
import { refusedIngress, refusedPolicy, refusedService } from "./networks.ts";
import {
  refusedBinding,
  refusedClaim,
  refusedDefinition,
  refusedNamespace,
  refusedSecret,
  refusedWebhook,
} from "./objects.ts";
import { refusedPod } from "./pods.ts";
import type { Demand, Refusal } from "./refusal.ts";
import { refusedBudget, refusedNumbers, refusedRollout, refusedSelectors } from "./workloads.ts";

/** What is demanded of each kind, beside its pods. */
const demands: Readonly<Record<string, readonly Demand[]>> = {
  "v1/Pod": [],
  "v1/Service": [refusedService],
  "v1/Secret": [refusedSecret],
  "v1/Namespace": [refusedNamespace],
  "v1/PersistentVolumeClaim": [refusedClaim],
  "v1/ReplicationController": [refusedNumbers],
  "apps/Deployment": [refusedRollout, refusedSelectors],
  "apps/ReplicaSet": [refusedNumbers, refusedSelectors],
  "apps/StatefulSet": [refusedRollout, refusedSelectors, refusedClaim],
  "apps/DaemonSet": [refusedRollout, refusedSelectors],
  "batch/Job": [refusedNumbers],
  "batch/CronJob": [refusedNumbers],
  "policy/PodDisruptionBudget": [refusedBudget, refusedSelectors],
  "networking.k8s.io/Ingress": [refusedIngress],
  "networking.k8s.io/NetworkPolicy": [refusedPolicy, refusedSelectors],
  "gateway.networking.k8s.io/Gateway": [refusedGateway],
  "rbac.authorization.k8s.io/RoleBinding": [refusedBinding],
  "rbac.authorization.k8s.io/ClusterRoleBinding": [refusedBinding],
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": [refusedWebhook],
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": [refusedWebhook],
  "apiextensions.k8s.io/CustomResourceDefinition": [refusedDefinition],
};

/** The kinds of which something is demanded. */
export const demandingKinds: readonly string[] = Object.keys(demands);

/** Everything for which an API server would refuse an object of a kind whose fields all have a name and type that it knows. */
export function* refusalsOf(kind: string, object: KubeObject, pods: TemplateAt | undefined): Iterable<Refusal> {
  for (const demand of demands[kind] ?? []) yield* demand(object);
  if (pods) yield* refusedPod(pods);
}
