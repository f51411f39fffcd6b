import { groupKind, type ObjectRef } from "../model/subject.ts";

/** Kinds in the order in which they are written: what others need first. A kind that is not here goes where `*` is. */
const kinds = [
  "v1/Namespace",
  "apiextensions.k8s.io/CustomResourceDefinition",
  "scheduling.k8s.io/PriorityClass",
  "storage.k8s.io/StorageClass",
  "networking.k8s.io/IngressClass",
  "v1/ResourceQuota",
  "v1/LimitRange",
  "networking.k8s.io/NetworkPolicy",
  "v1/ServiceAccount",
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "rbac.authorization.k8s.io/Role",
  "rbac.authorization.k8s.io/RoleBinding",
  "v1/Secret",
  "v1/ConfigMap",
  "v1/PersistentVolume",
  "v1/PersistentVolumeClaim",
  "v1/Endpoints",
  "v1/Service",
  "*",
  "v1/Pod",
  "apps/ReplicaSet",
  "apps/DaemonSet",
  "apps/StatefulSet",
  "apps/Deployment",
  "batch/Job",
  "batch/CronJob",
  "autoscaling/HorizontalPodAutoscaler",
  "policy/PodDisruptionBudget",
  "networking.k8s.io/Ingress",
];

const ranks = new Map(kinds.map((kind, index) => [kind, index]));

function rank(ref: ObjectRef): number {
  return ranks.get(groupKind(ref)) ?? ranks.get("*") ?? 0;
}

/** Compares two objects by the order in which they are written; those of one kind by namespace and name. */
export function byApplyOrder(a: ObjectRef, b: ObjectRef): number {
  return rank(a) - rank(b) || compare(a.namespace ?? "", b.namespace ?? "") || compare(a.name, b.name);
}

/** Whether an object has a unit and a layer of its own, before everything that needs it. */
export function comesFirst(ref: ObjectRef): boolean {
  return groupKind(ref) === "v1/Namespace" || ref.kind === "CustomResourceDefinition";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
