import type { KubeObject } from "../../../model/kubernetes/object.ts";
import { sameJson } from "../equality.ts";
import type { PolicyRule } from "../rbac.ts";
import { forbidden, notFound } from "../status-error.ts";
import type { Admitted } from "./admitted.ts";
import { lookUp } from "./lookup.ts";

const group = "rbac.authorization.k8s.io";

const quoted = (list: readonly string[]): string => `[${list.map((text) => JSON.stringify(text)).join(" ")}]`;

/** A rule as the server shows it: `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`. */
function ruleText({
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
  verbs,
}: PolicyRule): string {
  const parts: [string, readonly string[]][] = [
    ["APIGroups", apiGroups],
    ["Resources", resources],
    ["ResourceNames", resourceNames],
    ["NonResourceURLs", nonResourceURLs],
    ["Verbs", verbs],
  ];
  return `{${parts
    .filter(([, list]) => list.length > 0)
    .map(([name, list]) => `${name}:${quoted(list)}`)
    .join(", ")}}`;
}

/** What is missing, a line for each resource with all its verbs. */
function missingText(missing: readonly PolicyRule[]): string {
  const byTarget = new Map<string, PolicyRule>();
  for (const rule of missing) {
    const { verbs, ...target } = rule;
    const key = JSON.stringify(target);
    byTarget.set(key, { ...target, verbs: [...(byTarget.get(key)?.verbs ?? []), ...verbs] });
  }
  return [...byTarget.values()].map(ruleText).sort().join("\n");
}

function rulesOf(object: KubeObject | undefined): readonly PolicyRule[] {
  return (object?.rules as PolicyRule[] | null | undefined) ?? [];
}

interface RoleRef {
  readonly kind: string;
  readonly name: string;
}

/** The rules that a write hands out, and the verb that allows to hand out any; undefined where it hands out nothing new. */
function granted({
  call,
  object,
  live,
}: Admitted): { rules: readonly PolicyRule[]; verb: string; target: RoleRef } | undefined {
  const { kind } = call.row;
  if (kind === "Role" || kind === "ClusterRole") {
    if (live && sameJson(rulesOf(live), rulesOf(object))) return undefined;
    return { rules: rulesOf(object), verb: "escalate", target: { kind, name: object.metadata.name } };
  }
  if (kind !== "RoleBinding" && kind !== "ClusterRoleBinding") return undefined;
  const target = object.roleRef as RoleRef | undefined;
  if (!target || (live && sameJson(live.roleRef, target) && sameJson(live.subjects, object.subjects))) return undefined;
  const resource = target.kind === "Role" ? "roles" : "clusterroles";
  const namespace = target.kind === "Role" ? (object.metadata.namespace ?? "") : "";
  const role = lookUp(call.backend, { apiVersion: `${group}/v1`, resource }, { namespace, name: target.name });
  if (!role && !mayDoAny(call, "bind", target)) throw notFound(call.row, target.name);
  return { rules: rulesOf(role), verb: "bind", target };
}

function mayDoAny(call: Admitted["call"], verb: string, target: RoleRef): boolean {
  const resource = target.kind === "Role" ? "roles" : "clusterroles";
  const { namespace } = call.route;
  const wish = { verb, group, resource, subresource: "", namespace, name: target.name };
  return call.backend.permissions.allowed(call.user, wish) !== undefined;
}

/** Nobody hands out what they do not have themselves. Source: k8s.io/kubernetes/pkg/registry/rbac/role/policybased. */
export function admitGrant(admitted: Admitted): void {
  const { call, operation, object } = admitted;
  if (call.row.group !== group || operation === "DELETE") return;
  const grant = granted(admitted);
  if (!grant || mayDoAny(call, grant.verb, grant.target)) return;
  const missing = call.backend.permissions.missing(call.user, call.route.namespace, grant.rules);
  if (missing.length === 0) return;
  const { name, groups } = call.user;
  const who = `user ${JSON.stringify(name)} (groups=${quoted(groups)})`;
  const why = `${who} is attempting to grant RBAC permissions not currently held:\n${missingText(missing)}`;
  throw forbidden(call.row, object.metadata.name, why);
}
