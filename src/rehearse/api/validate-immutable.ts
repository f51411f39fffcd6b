/** What must not change in an object that is there. Source: k8s.io/kubernetes/pkg/apis/<group>/validation, the Validate…Update functions. */

import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { inside } from "./defaults-values.ts";
import type { Json } from "./field-shape.ts";
import type { Findings } from "./findings.ts";
import { compareQuantities } from "./quantity.ts";
import { checkPodUpdate } from "./validate-pod.ts";

type Rule = (found: Findings, next: KubeObject, live: KubeObject) => void;

function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const part of path.split(".")) value = (value as Json | undefined)?.[part];
  return value;
}

/** A field that is what it was, or refused. */
function fixed(path: string): Rule {
  return (found, next, live) => {
    const value = valueAt(next, path);
    if (!isDeepStrictEqual(value, valueAt(live, path))) found.invalid(path, value, "field is immutable");
  };
}

function forbidden(path: string, detail: string): Rule {
  return (found, next, live) => {
    if (!isDeepStrictEqual(valueAt(next, path), valueAt(live, path))) found.forbidden(path, detail);
  };
}

/** Configuration that was sealed stays as it is, and sealed. */
const sealed: Rule = (found, next, live) => {
  if (live.immutable !== true) return;
  const detail = "field is immutable when `immutable` is set";
  if (next.immutable !== true) found.forbidden("immutable", detail);
  for (const field of ["data", "binaryData"])
    if (!isDeepStrictEqual(next[field] ?? {}, live[field] ?? {})) found.forbidden(field, detail);
};

const service: Rule = (found, next, live) => {
  const [after, before] = [inside(next, "spec"), inside(live, "spec")];
  if (after.type === "ExternalName" || before.type === "ExternalName" || !before.clusterIP) return;
  if (after.clusterIP !== before.clusterIP)
    found.invalid("spec.clusterIPs[0]", after.clusterIPs ?? [after.clusterIP], "may not change once set");
};

const roleRef: Rule = (found, next, live) => {
  if (isDeepStrictEqual(next.roleRef, live.roleRef)) return;
  const { apiGroup, kind, name } = inside(next, "roleRef");
  found.invalid("roleRef", { APIGroup: apiGroup, Kind: kind, Name: name }, "cannot change roleRef");
};

const ofStatefulSets = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
];

const statefulSet: Rule = (found, next, live) => {
  const rest = (object: KubeObject): Json =>
    Object.fromEntries(Object.entries(inside(object, "spec")).filter(([name]) => !ofStatefulSets.includes(name)));
  if (isDeepStrictEqual(rest(next), rest(live))) return;
  const names = ofStatefulSets.map((name) => `'${name}'`);
  found.forbidden(
    "spec",
    `updates to statefulset spec for fields other than ${names.slice(0, -1).join(", ")} and ${names.at(-1)} are forbidden`,
  );
};

/** A claim may grow, and be bound. */
const claim: Rule = (found, next, live) => {
  const [after, before] = [inside(next, "spec"), inside(live, "spec")];
  const size = (spec: Json): unknown => inside(inside(spec, "resources"), "requests").storage;
  const bound = inside(live, "status").phase === "Bound";
  const smaller = compareQuantities(size(after), size(before)) < 0;
  const kept = (spec: Json): Json => {
    const { resources: _, volumeName: __, volumeAttributesClassName: ___, ...rest } = spec;
    return rest;
  };
  const renamed = Boolean(before.volumeName) && after.volumeName !== before.volumeName;
  const resized = !isDeepStrictEqual(after.resources, before.resources);
  if (!isDeepStrictEqual(kept(after), kept(before)) || renamed || (resized && !bound))
    found.forbidden(
      "spec",
      "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
    );
  else if (smaller) found.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
};

const all =
  (...rules: readonly Rule[]): Rule =>
  (found, next, live) => {
    for (const rule of rules) rule(found, next, live);
  };

const storage = (field: string): Rule => forbidden(field, `updates to ${field} are forbidden.`);

const rules: Readonly<Record<string, Rule>> = {
  ConfigMap: sealed,
  Secret: all(fixed("type"), sealed),
  Pod: (found, next, live) => checkPodUpdate(found, inside(next, "spec"), inside(live, "spec")),
  Service: service,
  Deployment: fixed("spec.selector"),
  ReplicaSet: fixed("spec.selector"),
  DaemonSet: fixed("spec.selector"),
  StatefulSet: statefulSet,
  Job: all(fixed("spec.completionMode"), fixed("spec.selector"), fixed("spec.template")),
  RoleBinding: roleRef,
  ClusterRoleBinding: roleRef,
  PersistentVolumeClaim: claim,
  StorageClass: all(
    forbidden("parameters", "updates to parameters are forbidden."),
    storage("provisioner"),
    storage("reclaimPolicy"),
    fixed("volumeBindingMode"),
  ),
  PriorityClass: all(forbidden("value", "may not be changed in an update."), fixed("preemptionPolicy")),
  EndpointSlice: fixed("addressType"),
  IngressClass: fixed("spec.controller"),
  RuntimeClass: fixed("handler"),
  ControllerRevision: fixed("data"),
};

/** Fields that only a new object may have otherwise. */
export function checkImmutable(found: Findings, next: KubeObject, live: KubeObject): void {
  rules[next.kind]?.(found, next, live);
}
