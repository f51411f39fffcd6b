import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { KindRow } from "./kinds.ts";
import { badRequest, type Refusal } from "./refusal.ts";

/** Field selectors: what each kind lets be asked. Source: k8s.io/kubernetes/pkg/apis/.../conversion.go and registry strategies. */
export type FieldValues = Readonly<Record<string, string>> | undefined;

type Json = Record<string, unknown>;

function at(object: unknown, path: string): string {
  let value: unknown = object;
  for (const part of path.split(".")) value = (value as Json | undefined)?.[part];
  return value === undefined || value === null ? "" : String(value);
}

const eventFields = [
  "involvedObject.kind",
  "involvedObject.namespace",
  "involvedObject.name",
  "involvedObject.uid",
  "involvedObject.apiVersion",
  "involvedObject.resourceVersion",
  "involvedObject.fieldPath",
  "reason",
  "reportingComponent",
  "source",
  "type",
];

/** Fields besides name and namespace, by group and kind. */
const selectable: Readonly<Record<string, readonly string[]>> = {
  "/Pod": [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.podIPs",
    "status.nominatedNodeName",
  ],
  "/Node": ["spec.unschedulable"],
  "/ReplicationController": ["status.replicas"],
  "apps/ReplicaSet": ["status.replicas"],
  "/Event": eventFields,
  "/Namespace": ["status.phase"],
  "/Secret": ["type"],
  "/Service": ["spec.clusterIP", "spec.type"],
  "batch/Job": ["status.successful"],
  "certificates.k8s.io/CertificateSigningRequest": ["spec.signerName"],
};

const computed: Readonly<Record<string, (object: KubeObject) => string>> = {
  "spec.hostNetwork": (object) => at(object, "spec.hostNetwork") || "false",
  "spec.unschedulable": (object) => at(object, "spec.unschedulable") || "false",
  "status.replicas": (object) => at(object, "status.replicas") || "0",
  "status.successful": (object) => at(object, "status.succeeded") || "0",
  "status.podIPs": (object) => at(object, "status.podIP"),
  source: (object) => at(object, "source.component") || at(object, "reportingComponent"),
  reportingComponent: (object) => at(object, "reportingComponent") || at(object, "source.component"),
};

/** What selectors may ask of an object besides its name and namespace. */
export function fieldsOf(row: KindRow, object: KubeObject): FieldValues {
  const names = selectable[`${row.group}/${row.kind}`];
  if (!names) return undefined;
  return Object.fromEntries(names.map((name) => [name, computed[name]?.(object) ?? at(object, name)]));
}

const alsoNodeName = "spec.host";

const eventRenames: Readonly<Record<string, string>> = {
  reportingController: "reportingComponent",
  "regarding.kind": "involvedObject.kind",
  "regarding.namespace": "involvedObject.namespace",
  "regarding.name": "involvedObject.name",
  "regarding.uid": "involvedObject.uid",
  "regarding.apiVersion": "involvedObject.apiVersion",
  "regarding.resourceVersion": "involvedObject.resourceVersion",
  "regarding.fieldPath": "involvedObject.fieldPath",
};

function unknownField(row: KindRow, label: string): Refusal {
  if (row.group.includes(".salvor.dev")) return badRequest(`field label not supported: ${label}`);
  if (row.kind === "Job") return badRequest(`field label "${label}" not supported for Job`);
  if (selectable[`${row.group}/${row.kind}`] || row.group === "events.k8s.io") {
    return badRequest(`field label not supported: ${label}`);
  }
  return badRequest(`"${label}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
}

/** The stored name of a field that a selector asks for. Throws 400 for one that the kind does not offer. */
export function fieldName(row: KindRow, label: string): string {
  if (label === "metadata.name") return label;
  if (label === "metadata.namespace" && (row.namespaced || row.group !== "")) return label;
  if (label === "metadata.namespace" && row.kind !== "Node" && row.kind !== "Namespace") return label;
  const names = selectable[row.group === "events.k8s.io" ? "/Event" : `${row.group}/${row.kind}`] ?? [];
  if (row.kind === "Pod" && label === alsoNodeName) return "spec.nodeName";
  if (row.group === "events.k8s.io" && eventRenames[label]) return eventRenames[label];
  if (names.includes(label)) return label;
  throw unknownField(row, label);
}
