/** Whether an object may be stored: what is wrong with it, with the words and in the order of a real server. */
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { inside } from "./defaults-values.ts";
import type { Json } from "./field-shape.ts";
import { Findings } from "./findings.ts";
import type { StatusCause } from "./refusal.ts";
import {
  checkClaim,
  checkConfigMap,
  checkEvent,
  checkLease,
  checkLimitRange,
  checkRole,
  checkRoleBinding,
  checkSecret,
  checkStorageClass,
  checkVolume,
} from "./validate-config.ts";
import { checkImmutable } from "./validate-immutable.ts";
import { checkMetadata, checkMetadataUpdate } from "./validate-metadata.ts";
import { checkEndpointSlice, checkIngress, checkNetworkPolicy, checkService } from "./validate-network.ts";
import { checkPodSpec } from "./validate-pod.ts";
import {
  checkAutoscaler,
  checkBudget,
  checkCronJob,
  checkDaemonSet,
  checkDeployment,
  checkJob,
  checkReplicaSet,
  checkStatefulSet,
} from "./validate-workload.ts";

type Rule = (found: Findings, object: KubeObject) => void;

const ofSpec =
  (check: (found: Findings, spec: Json) => void): Rule =>
  (found, object) =>
    check(found, inside(object, "spec"));

const rules: Readonly<Record<string, Rule>> = {
  ConfigMap: checkConfigMap,
  Secret: checkSecret,
  Pod: ofSpec((found, spec) => checkPodSpec(found, "spec", spec)),
  PodTemplate: (found, object) => checkPodSpec(found, "template.spec", inside(inside(object, "template"), "spec")),
  Deployment: ofSpec(checkDeployment),
  ReplicaSet: ofSpec(checkReplicaSet),
  DaemonSet: ofSpec(checkDaemonSet),
  StatefulSet: ofSpec(checkStatefulSet),
  Job: ofSpec((found, spec) => checkJob(found, spec)),
  CronJob: (found, object) => checkCronJob(found, inside(object, "spec"), object.metadata.name),
  HorizontalPodAutoscaler: ofSpec(checkAutoscaler),
  PodDisruptionBudget: ofSpec(checkBudget),
  Service: ofSpec(checkService),
  EndpointSlice: checkEndpointSlice,
  Ingress: ofSpec(checkIngress),
  IngressClass: ofSpec((found, spec) => {
    if (!spec.controller) found.required("spec.controller");
  }),
  NetworkPolicy: ofSpec(checkNetworkPolicy),
  Role: checkRole,
  ClusterRole: checkRole,
  RoleBinding: checkRoleBinding,
  ClusterRoleBinding: checkRoleBinding,
  PersistentVolumeClaim: ofSpec(checkClaim),
  PersistentVolume: ofSpec(checkVolume),
  StorageClass: checkStorageClass,
  LimitRange: ofSpec(checkLimitRange),
  Lease: ofSpec(checkLease),
  Event: checkEvent,
  PriorityClass: (found, object) => {
    const most = 1_000_000_000;
    if (!object.metadata.name?.startsWith("system-") && Number(object.value) > most)
      found.forbidden("value", `maximum allowed value of a user defined priority is ${most}`);
  },
};

/** What is wrong with a new object (with its defaults); empty where it may be created. */
export function validateCreate(object: KubeObject): readonly StatusCause[] {
  const found = new Findings();
  checkMetadata(found, object);
  rules[object.kind]?.(found, object);
  return found.causes;
}

/** What is wrong with a change; through `status` and other subresources only metadata is looked at. */
export function validateUpdate(object: KubeObject, live: KubeObject, subresource = ""): readonly StatusCause[] {
  const found = new Findings();
  checkMetadataUpdate(found, object.metadata, live.metadata);
  if (subresource !== "") return found.causes;
  const before = found.causes.length;
  checkImmutable(found, object, live);
  // What stands in the way of any change says enough; a bad value is named for itself.
  if (found.causes.length === before) {
    checkMetadata(found, object);
    rules[object.kind]?.(found, object);
  }
  return found.causes;
}
