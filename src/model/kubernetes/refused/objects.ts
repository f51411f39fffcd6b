import { nearest } from "../../nearest.ts";
import { isMapping } from "../fields.ts";
import { gainsKeys } from "../gained-keys.ts";
import { type Demand, mapsAt, type Refusal, said } from "./refusal.ts";

/** What an API server demands of objects that run nothing. Sources: pkg/apis/{core,rbac,admissionregistration}/validation and apiextensions-apiserver of Kubernetes 1.34. */

/** The keys that a Secret of a type must have: all of the first list, or of the second. */
const keysOfType: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
};

/** A Secret of a type that says which keys it has. */
export const refusedSecret: Demand = function* (object) {
  const type = said(object, "type");
  const wanted = type === undefined ? undefined : keysOfType[type];
  if (wanted === undefined || gainsKeys(object)) return;
  const has = new Set(
    ["data", "stringData"].flatMap((name) => Object.keys(isMapping(object[name]) ? object[name] : {})),
  );
  const missing = wanted.filter((key) => !has.has(key));
  if (missing.length > 0)
    yield {
      field: "type",
      summary: `A Secret of the type ${type} must have ${missing.join(" and ")}`,
      actual: [...has].sort().join(", ") || "no key",
      expected: wanted.join(", "),
    };
};

/** A PersistentVolumeClaim, and those that a StatefulSet makes. */
export const refusedClaim: Demand = function* (object) {
  const specs = object.kind === "StatefulSet" ? "spec.volumeClaimTemplates[].spec" : "spec";
  for (const { map, field } of mapsAt(object, specs)) {
    if (!Array.isArray(map.accessModes) || map.accessModes.length === 0)
      yield { field, summary: "A claim says no accessModes, and must have one at least" };
    const [requests] = mapsAt(map, "resources.requests");
    if (requests?.map.storage === undefined)
      yield { field, summary: "A claim does not say how much storage it requests" };
  }
};

/** A RoleBinding or ClusterRoleBinding. */
export const refusedBinding: Demand = function* (object) {
  const [role] = mapsAt(object, "roleRef");
  if (object.kind === "ClusterRoleBinding" && role?.map.kind === "Role")
    yield {
      field: "roleRef.kind",
      summary: "A ClusterRoleBinding cannot bind a Role",
      actual: "Role",
      expected: "ClusterRole",
    };
  for (const { map, field } of mapsAt(object, "subjects[]")) {
    if (map.kind !== "ServiceAccount") continue;
    // In a RoleBinding it is that of the binding. An empty one is that of a release, which is not known here.
    if (object.kind === "ClusterRoleBinding" && map.namespace === undefined)
      yield { field, summary: `The ServiceAccount ${map.name} is named without its namespace` };
    const group = said(map, "apiGroup");
    if (group !== undefined)
      yield {
        field: `${field}.apiGroup`,
        summary: `ServiceAccounts are of no group, and here of ${group}`,
        actual: group,
        expected: '""',
      };
  }
};

/** A webhook configuration. */
export const refusedWebhook: Demand = function* (object) {
  for (const { map, field } of mapsAt(object, "webhooks[]")) {
    const name = said(map, "name");
    if (name !== undefined && name.split(".").length < 3)
      yield {
        field: `${field}.name`,
        summary: `The name ${name} must have three parts between dots at least`,
        actual: name,
      };
  }
};

/** A CustomResourceDefinition. */
export const refusedDefinition: Demand = function* (object) {
  const [spec] = mapsAt(object, "spec");
  const [names] = mapsAt(object, "spec.names");
  if (!spec || !names) return;
  const [plural, group] = [said(names.map, "plural"), said(spec.map, "group")];
  const { name } = object.metadata;
  if (
    plural !== undefined &&
    group !== undefined &&
    said({ name }, "name") !== undefined &&
    name !== `${plural}.${group}`
  )
    yield {
      field: "metadata.name",
      summary: "A definition is named by the plural and the group of what it defines",
      actual: name,
      expected: `${plural}.${group}`,
    };
  const stored = mapsAt(object, "spec.versions[]").filter(({ map }) => map.storage === true);
  if (stored.length !== 1 && Array.isArray(spec.map.versions))
    yield {
      field: "spec.versions",
      summary: `${stored.length} of its versions are stored, and one must be`,
      actual: String(stored.length),
      expected: "1",
    };
};

const levels = ["privileged", "baseline", "restricted"];
const prefix = "pod-security.kubernetes.io/";
const modes = ["enforce", "audit", "warn"].flatMap((mode) => [mode, `${mode}-version`]);

/** What a Namespace says of how its pods are held to the standards of pod security. */
export const refusedNamespace: Demand = function* ({ metadata }) {
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (!key.startsWith(prefix)) continue;
    const mode = key.slice(prefix.length);
    const field = `metadata.labels[${JSON.stringify(key)}]`;
    yield* modes.includes(mode) ? inLevel(mode, value, field) : unknownMode(key, mode, field);
  }
};

function* inLevel(mode: string, value: string, field: string): Iterable<Refusal> {
  const known = mode.endsWith("-version") ? /^(?:latest|v1\.\d+)$/.test(value) : levels.includes(value);
  if (known || said({ value }, "value") === undefined) return;
  const expected = mode.endsWith("-version")
    ? "latest, or such as v1.34"
    : (nearest(value, levels) ?? levels.join(", "));
  yield {
    field,
    summary: `${value} is no ${mode.endsWith("-version") ? "version" : "level"} of pod security`,
    actual: value,
    expected,
  };
}

function* unknownMode(key: string, mode: string, field: string): Iterable<Refusal> {
  const near = nearest(mode, modes);
  if (near === undefined) return;
  yield {
    field,
    summary: `Nobody reads the label ${key}`,
    actual: key,
    expected: `${prefix}${near}`,
    severity: "warning",
  };
}
