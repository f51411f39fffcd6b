import type { FieldSpec } from "../../../facts/kustomize.ts";
import { type Written, withField, withItem } from "./edits.ts";
import { type Change, changeFields, type Setter } from "./field-specs.ts";
import { idKey, isClusterScoped, nameOf } from "./ids.ts";
import type { Resource } from "./resource.ts";
import type { Resources } from "./resources.ts";
import { Refused } from "./stops.ts";
import { isMapping } from "./values.ts";

/** How the namespace of a kustomization is set. */
export interface NamespaceSetting {
  readonly namespace: string;
  readonly specs: readonly FieldSpec[];
  /** Whether namespaces that are there stay. */
  readonly unsetOnly?: boolean;
  /** Which subjects of bindings get it: those named `default`, all ServiceAccounts, or none. */
  readonly subjects?: "defaultOnly" | "allServiceAccounts" | "none";
}

/** Sets the namespace of all objects, and where objects name it. */
export function setNamespace(resources: Resources, setting: NamespaceSetting, at: Written): void {
  const counts = new Map<string, number>();
  const count = (resource: Resource, by: number): number => {
    const key = idKey(resource.id);
    const now = (counts.get(key) ?? 0) + by;
    counts.set(key, now);
    return now;
  };
  for (const resource of resources.list) count(resource, 1);
  for (const resource of resources.list) {
    count(resource, -1);
    resource.rememberName();
    setIn(resource, setting, at);
    if (count(resource, 1) > 1)
      throw new Refused(`with this namespace there would be two objects ${nameOf(resource.id)}`, at);
  }
  resources.changed();
}

const bindings = ["RoleBinding", "ClusterRoleBinding"];

function setIn(resource: Resource, setting: NamespaceSetting, at: Written): void {
  const setter = setterOf(setting, at);
  const { kind, apiVersion } = resource;
  if (!isClusterScoped(apiVersion, kind))
    changeFields(resource, [{ path: "metadata/namespace", create: true }], setter);
  const isBinding = bindings.includes(kind);
  if (isBinding) setSubjects(resource, setting, setter);
  const specs = setting.specs.filter(({ path, kind: only = "" }) => {
    if (path === "metadata/namespace" || (path === "metadata/name" && apiVersion !== "v1")) return false;
    return !(isBinding && bindings.includes(only) && path === "subjects/namespace");
  });
  changeFields(resource, specs, setter);
}

function setterOf({ namespace, unsetOnly }: NamespaceSetting, at: Written): Setter {
  return {
    missing: "",
    at,
    change(value): Change {
      if (typeof value === "object" && value !== null)
        throw new Refused("a namespace can only be set where a text stands", at);
      return unsetOnly && value !== null && value !== "" ? { value } : { value: namespace, written: at };
    },
  };
}

function setSubjects(resource: Resource, { subjects = "defaultOnly" }: NamespaceSetting, setter: Setter): void {
  const list = resource.object.subjects;
  if (subjects === "none" || list === null || list === undefined) return;
  if (!Array.isArray(list)) throw new Refused("the subjects of a binding are no list", setter.at);
  const changed = list.reduce<readonly unknown[]>((result, subject: unknown, index) => {
    if (!isMapping(subject)) return result;
    const chosen = subjects === "defaultOnly" ? subject.name === "default" : subject.kind === "ServiceAccount";
    if (!chosen) return result;
    const { value, written } = setter.change(subject.namespace ?? "");
    return withItem(result, index, withField(subject, "namespace", value, written));
  }, list);
  if (changed !== list) resource.object = withField(resource.object, "subjects", changed);
}
