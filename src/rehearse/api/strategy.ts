import type { KubeObject } from "../../model/kubernetes/object.ts";
import { timestamp } from "../clock.ts";
import { sameJson } from "./equality.ts";
import type { KindRow } from "./kinds.ts";

/** What the server itself sets and keeps, by kind. Source: k8s.io/kubernetes/pkg/registry/.../strategy.go. */

type Json = Record<string, unknown>;

const id = (row: KindRow): string => `${row.group}/${row.kind}`;

/** Kinds with `metadata.generation`, and what must change for it to rise. */
const generated: Readonly<Record<string, readonly string[]>> = {
  "/Pod": ["spec"],
  "/PodTemplate": ["template"],
  "/ReplicationController": ["spec"],
  "apps/DaemonSet": ["spec"],
  "apps/Deployment": ["spec", "metadata.annotations"],
  "apps/ReplicaSet": ["spec"],
  "apps/StatefulSet": ["spec"],
  "batch/CronJob": ["spec"],
  "batch/Job": ["spec"],
  "discovery.k8s.io/EndpointSlice": ["addressType", "endpoints", "ports", "metadata.labels"],
  "networking.k8s.io/Ingress": ["spec"],
  "networking.k8s.io/IngressClass": ["spec"],
  "networking.k8s.io/NetworkPolicy": ["spec"],
  "policy/PodDisruptionBudget": ["spec"],
  "scheduling.k8s.io/PriorityClass": [],
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": ["webhooks"],
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": ["webhooks"],
  "rehearse.salvor.dev/Behaviour": ["spec"],
  "rehearse.salvor.dev/Fault": ["spec"],
};

/** Kinds that take a status when they are created. */
const bornWithStatus = new Set(["/Node"]);

/** Kinds that a PUT creates where they are absent. */
const createdByUpdate = new Set([
  "/Endpoints",
  "/Event",
  "/LimitRange",
  "/Service",
  "events.k8s.io/Event",
  "coordination.k8s.io/Lease",
  "node.k8s.io/RuntimeClass",
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "rbac.authorization.k8s.io/Role",
  "rbac.authorization.k8s.io/RoleBinding",
]);

/** Kinds that must not be written without the resourceVersion that was read. */
const conditionalOnly = new Set([
  "policy/PodDisruptionBudget",
  "storage.k8s.io/CSIDriver",
  "storage.k8s.io/CSINode",
  "storage.k8s.io/VolumeAttachment",
  "coordination.k8s.io/Lease",
  "node.k8s.io/RuntimeClass",
  "admissionregistration.k8s.io/MutatingWebhookConfiguration",
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
  "rehearse.salvor.dev/Behaviour",
  "rehearse.salvor.dev/Fault",
]);

/** Whether a PUT of an absent object creates it. */
export function createsOnUpdate(row: KindRow): boolean {
  return createdByUpdate.has(id(row));
}

/** Whether a PUT without resourceVersion overwrites whatever is there. */
export function updatesUnconditionally(row: KindRow): boolean {
  return !conditionalOnly.has(id(row));
}

function hasStatus(row: KindRow): boolean {
  return row.subresources.some((subresource) => subresource.name === "status");
}

const firstStatus: Readonly<Record<string, (object: KubeObject, now: number) => Json>> = {
  "/Namespace": () => ({ phase: "Active" }),
  "/Pod": (object) => ({ phase: "Pending", qosClass: qosOf(object), ...gatedCondition(object) }),
  "/PersistentVolume": (_object, now) => ({ phase: "Pending", lastPhaseTransitionTime: timestamp(now) }),
  "/PersistentVolumeClaim": () => ({ phase: "Pending" }),
};

interface Resources {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

/** Guaranteed, Burstable or BestEffort. Source: k8s.io/kubernetes/pkg/apis/core/v1/helper/qos. */
function qosOf(pod: KubeObject): string {
  const spec = pod.spec as { containers?: { resources?: Resources }[]; initContainers?: { resources?: Resources }[] };
  const all = [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(
    (container) => container.resources ?? {},
  );
  const names = ["cpu", "memory"];
  const some = all.some(({ requests, limits }) => names.some((name) => requests?.[name] ?? limits?.[name]));
  if (!some) return "BestEffort";
  const guaranteed = all.every(({ requests, limits }) =>
    names.every((name) => limits?.[name] !== undefined && (requests?.[name] ?? limits[name]) === limits[name]),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}

function gatedCondition(pod: KubeObject): Json {
  const gates = (pod.spec as { schedulingGates?: unknown[] }).schedulingGates ?? [];
  if (gates.length === 0) return {};
  const message = "Scheduling is blocked due to non-empty scheduling gates";
  return {
    conditions: [
      {
        type: "PodScheduled",
        status: "False",
        reason: "SchedulingGated",
        message,
        lastProbeTime: null,
        lastTransitionTime: null,
      },
    ],
  };
}

/** A negative grace is the shortest there is. */
function keepGrace(pod: KubeObject): void {
  const spec = pod.spec as { terminationGracePeriodSeconds?: number };
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec.terminationGracePeriodSeconds = 1;
}

interface JobSpec {
  manualSelector?: boolean;
  selector?: { matchLabels?: Record<string, string> };
  template: { metadata?: { labels?: Record<string, string> } };
}

/** A Job selects its pods by its own uid, unless it says that it does so itself. */
function selectOwnPods(job: KubeObject): void {
  const spec = job.spec as JobSpec;
  if (spec.manualSelector) return;
  const { name, uid = "" } = job.metadata;
  const own = {
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
  const labels = { ...own, ...spec.template.metadata?.labels };
  const inherited = sameJson(job.metadata.labels ?? {}, spec.template.metadata?.labels ?? {});
  spec.template.metadata = { ...spec.template.metadata, labels };
  if (inherited) job.metadata.labels = { ...labels };
  const matchLabels = { "batch.kubernetes.io/controller-uid": uid, ...spec.selector?.matchLabels };
  spec.selector = { ...spec.selector, matchLabels };
}

/** Sets what a new object has from the server; changes it in place. */
export function prepareCreate(row: KindRow, object: KubeObject, now: number): void {
  if (hasStatus(row) && !bornWithStatus.has(id(row))) {
    const status = firstStatus[id(row)]?.(object, now);
    if (status) object.status = status;
    else delete object.status;
  }
  if (generated[id(row)]) object.metadata.generation = 1;
  if (row.kind === "Job") selectOwnPods(object);
  if (row.kind === "Pod") keepGrace(object);
  if (row.kind === "Namespace") {
    const spec = (object.spec ?? {}) as { finalizers?: string[] };
    const finalizers = spec.finalizers ?? [];
    object.spec = {
      ...spec,
      finalizers: finalizers.includes("kubernetes") ? finalizers : [...finalizers, "kubernetes"],
    };
  }
}

function valueAt(object: KubeObject, path: string): unknown {
  let value: unknown = object;
  for (const part of path.split(".")) value = (value as Json | undefined)?.[part];
  return value;
}

function restore(next: KubeObject, live: KubeObject, field: string): void {
  if (live[field] === undefined) delete next[field];
  else next[field] = live[field];
}

/** Labels (and more) that a write through `status` does not change. */
const keptByStatus: Readonly<Record<string, readonly (keyof KubeObject["metadata"])[]>> = {
  "apps/Deployment": ["labels"],
  "/Pod": ["deletionTimestamp", "ownerReferences"],
};

function prepareStatus(row: KindRow, next: KubeObject, live: KubeObject): void {
  for (const field of new Set([...Object.keys(next), ...Object.keys(live)])) {
    if (!["apiVersion", "kind", "metadata", "status"].includes(field)) restore(next, live, field);
  }
  for (const field of keptByStatus[id(row)] ?? []) Object.assign(next.metadata, { [field]: live.metadata[field] });
  if (row.kind !== "Pod") return;
  const { qosClass } = (live.status ?? {}) as { qosClass?: string };
  next.status = { ...(qosClass === undefined ? {} : { qosClass }), ...(next.status as Json | undefined) };
}

/** Puts back what this write cannot change and counts the generation; changes `next` in place. */
export function prepareUpdate(row: KindRow, next: KubeObject, live: KubeObject, subresource: string): void {
  next.metadata.generation = live.metadata.generation;
  if (subresource === "status") {
    prepareStatus(row, next, live);
    return;
  }
  if (hasStatus(row) && subresource === "") restore(next, live, "status");
  if (subresource === "finalize") restore(next, live, "status");
  if (row.kind === "Namespace" && subresource === "") {
    next.spec = { ...(next.spec as Json), finalizers: (live.spec as Json | undefined)?.finalizers };
  }
  if (row.kind === "Secret" && !next.type) next.type = live.type;
  const watched = generated[id(row)] ?? [];
  if (watched.some((path) => !sameJson(valueAt(next, path), valueAt(live, path)))) {
    next.metadata.generation = (live.metadata.generation ?? 0) + 1;
  }
}
