/** Configuration, access, storage and the small kinds. Source: k8s.io/kubernetes/pkg/apis/<group>/validation. */
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { inside, isBlank, objectsIn } from "./defaults-values.ts";
import { isObject, type Json } from "./field-shape.ts";
import type { Findings } from "./findings.ts";
import { configKeyErrors } from "./names.ts";
import { compareQuantities, quantityOf } from "./quantity.ts";

const most = 1024 * 1024;

function tooLong(found: Findings, field: string, bytes: number): void {
  if (bytes <= most) return;
  found.causes.push({ reason: "FieldValueTooLong", message: `Too long: may not be more than ${most} bytes`, field });
}

/** A ConfigMap: its keys, and a megabyte at most. */
export function checkConfigMap(found: Findings, { data, binaryData }: KubeObject): void {
  const [texts, bytes] = [(data ?? {}) as Json, (binaryData ?? {}) as Json];
  let size = 0;
  for (const [key, value] of Object.entries(texts).sort()) {
    found.invalidEach(`data[${key}]`, key, configKeyErrors(key));
    if (key in bytes) found.invalid(`data[${key}]`, key, "duplicate of key present in binaryData");
    size += Buffer.byteLength(String(value));
  }
  for (const [key, value] of Object.entries(bytes).sort()) {
    found.invalidEach(`binaryData[${key}]`, key, configKeyErrors(key));
    size += Buffer.byteLength(String(value), "base64");
  }
  tooLong(found, "", size);
}

/** Keys that Secrets of known types must have. */
const needed: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
};

function checkDockerConfig(found: Findings, key: string, value: unknown): void {
  const text = Buffer.from(String(value), "base64").toString("utf8");
  try {
    JSON.parse(text);
  } catch {
    const first = text.charAt(0);
    const why =
      first === "" ? "unexpected end of JSON input" : `invalid character '${first}' looking for beginning of value`;
    found.invalid(`data[${key}]`, "<secret contents redacted>", why);
  }
}

/** A Secret: its keys, a megabyte at most, and what its type needs. */
export function checkSecret(found: Findings, secret: KubeObject): void {
  const data = (secret.data ?? {}) as Json;
  let size = 0;
  for (const [key, value] of Object.entries(data).sort()) {
    found.invalidEach(`data[${key}]`, key, configKeyErrors(key));
    size += Buffer.byteLength(String(value), "base64");
  }
  tooLong(found, "data", size);
  const type = String(secret.type);
  for (const key of needed[type] ?? []) {
    if (!(key in data)) found.required(`data[${key}]`);
    else if (key.startsWith(".docker")) checkDockerConfig(found, key, data[key]);
  }
  if (type === "kubernetes.io/basic-auth" && !("username" in data) && !("password" in data)) {
    found.required("data[username]");
    found.required("data[password]");
  }
}

function checkRule(found: Findings, at: string, rule: Json, namespaced: boolean): void {
  if (isBlank(rule.verbs)) found.required(`${at}.verbs`, "verbs must contain at least one value");
  const urls = rule.nonResourceURLs;
  if (!isBlank(urls)) {
    if (namespaced) found.invalid(`${at}.nonResourceURLs`, urls, "namespaced rules cannot apply to non-resource URLs");
    else if (!isBlank(rule.apiGroups) || !isBlank(rule.resources))
      found.invalid(
        `${at}.nonResourceURLs`,
        urls,
        "rules cannot apply to both regular resources and non-resource URLs",
      );
    return;
  }
  if (isBlank(rule.apiGroups)) found.required(`${at}.apiGroups`, "resource rules must supply at least one api group");
  if (isBlank(rule.resources)) found.required(`${at}.resources`, "resource rules must supply at least one resource");
}

/** A Role or ClusterRole. */
export function checkRole(found: Findings, role: KubeObject): void {
  for (const [index, rule] of objectsIn(role, "rules").entries())
    checkRule(found, `rules[${index}]`, rule, role.kind === "Role");
}

function checkSubject(found: Findings, at: string, subject: Json): void {
  if (!subject.name) found.required(`${at}.name`);
  const kinds = ["ServiceAccount", "User", "Group"];
  if (!kinds.includes(String(subject.kind))) found.unsupported(`${at}.kind`, subject.kind, kinds);
  else if (subject.kind === "ServiceAccount" && !subject.namespace) found.required(`${at}.namespace`);
}

/** A RoleBinding or ClusterRoleBinding. */
export function checkRoleBinding(found: Findings, binding: KubeObject): void {
  const role = inside(binding, "roleRef");
  const group = "rbac.authorization.k8s.io";
  if (role.apiGroup !== group) found.unsupported("roleRef.apiGroup", role.apiGroup, [group]);
  const kinds = binding.kind === "RoleBinding" ? ["Role", "ClusterRole"] : ["ClusterRole"];
  if (!kinds.includes(String(role.kind))) found.unsupported("roleRef.kind", role.kind, kinds);
  if (!role.name) found.required("roleRef.name");
  for (const [index, subject] of objectsIn(binding, "subjects").entries()) {
    const cluster = binding.kind === "ClusterRoleBinding" || subject.namespace !== undefined;
    const filled = cluster ? subject : { ...subject, namespace: "own" };
    checkSubject(found, `subjects[${index}]`, filled);
  }
}

const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/** A PersistentVolumeClaim's spec. */
export function checkClaim(found: Findings, spec: Json): void {
  const modes = (spec.accessModes ?? []) as unknown[];
  if (modes.length === 0) found.required("spec.accessModes", "at least 1 access mode is required");
  for (const mode of modes) found.oneOf("spec.accessModes", mode, accessModes);
  const { storage } = inside(inside(spec, "resources"), "requests");
  if (storage === undefined) found.required("spec.resources[storage]");
  else if ((quantityOf(storage)?.sign ?? 1) <= 0)
    found.invalid("spec.resources[storage]", storage, "must be greater than zero");
}

const volumeSettings = [
  "accessModes",
  "capacity",
  "claimRef",
  "mountOptions",
  "nodeAffinity",
  "persistentVolumeReclaimPolicy",
  "storageClassName",
  "volumeAttributesClassName",
  "volumeMode",
];

/** A PersistentVolume's spec. */
export function checkVolume(found: Findings, spec: Json): void {
  if (isBlank(spec.accessModes)) found.required("spec.accessModes");
  if (isBlank(spec.capacity)) found.required("spec.capacity");
  if (!("storage" in inside(spec, "capacity"))) found.unsupported("spec.capacity", spec.capacity ?? null, ["storage"]);
  if (Object.keys(spec).every((name) => volumeSettings.includes(name)))
    found.required("spec", "must specify a volume type");
}

/** A StorageClass. */
export function checkStorageClass(
  found: Findings,
  { provisioner, reclaimPolicy, volumeBindingMode }: KubeObject,
): void {
  if (!provisioner) found.required("provisioner");
  found.oneOf("reclaimPolicy", reclaimPolicy, ["Delete", "Retain"]);
  found.oneOf("volumeBindingMode", volumeBindingMode, ["Immediate", "WaitForFirstConsumer"]);
}

function checkOrder(found: Findings, at: string, item: Json): void {
  const [max, min, limit, request] = ["max", "min", "default", "defaultRequest"].map((name) => inside(item, name));
  const names = new Set([max, min, limit, request].flatMap((amounts) => Object.keys(amounts ?? {})));
  for (const name of [...names].sort()) {
    const values = [min?.[name], max?.[name], request?.[name], limit?.[name]];
    const [least, highest, requested, limited] = values;
    const above = (a: unknown, b: unknown): boolean =>
      a !== undefined && b !== undefined && compareQuantities(a, b) > 0;
    if (above(least, highest))
      found.invalid(`${at}.min[${name}]`, least, `min value ${least} is greater than max value ${highest}`);
    if (above(least, requested))
      found.invalid(
        `${at}.defaultRequest[${name}]`,
        requested,
        `min value ${least} is greater than default request value ${requested}`,
      );
    if (above(requested, highest))
      found.invalid(
        `${at}.defaultRequest[${name}]`,
        requested,
        `default request value ${requested} is greater than max value ${highest}`,
      );
    if (above(requested, limited))
      found.invalid(
        `${at}.defaultRequest[${name}]`,
        requested,
        `default request value ${requested} is greater than default limit value ${limited}`,
      );
    if (above(least, limited))
      found.invalid(`${at}.default[${name}]`, least, `min value ${least} is greater than default value ${limited}`);
    if (above(limited, highest))
      found.invalid(`${at}.default[${name}]`, highest, `default value ${limited} is greater than max value ${highest}`);
  }
}

/** A LimitRange's spec. */
export function checkLimitRange(found: Findings, spec: Json): void {
  for (const [index, item] of objectsIn(spec, "limits").entries()) checkOrder(found, `spec.limits[${index}]`, item);
}

/** A Lease's spec. */
export function checkLease(found: Findings, spec: Json): void {
  const { leaseDurationSeconds: seconds, leaseTransitions: transitions } = spec;
  if (typeof seconds === "number" && seconds <= 0)
    found.invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0");
  if (typeof transitions === "number" && transitions < 0)
    found.invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0");
}

/** An Event of the core group stands in the namespace of what it is about. */
export function checkEvent(found: Findings, event: KubeObject): void {
  const about = isObject(event.involvedObject) ? event.involvedObject : inside(event, "regarding");
  const field = isObject(event.involvedObject) ? "involvedObject.namespace" : "regarding.namespace";
  const namespace = String(about.namespace ?? "");
  const own = event.metadata.namespace ?? "";
  const clusterWide = namespace === "" && (own === "default" || own === "kube-system");
  if (own !== "" && namespace !== own && !clusterWide)
    found.invalid(field, namespace, "does not match event.namespace");
}
