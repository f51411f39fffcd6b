import type { ObjectRef } from "../../model/subject.ts";
import type { ListScope, ResourceKind } from "../../model/world.ts";

/** `/api/v1` or `/apis/apps/v1`. */
function versionPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** The path of a collection, of one namespace where one is given and the kind has namespaces. */
export function collectionPath(kind: ResourceKind, namespace?: string): string {
  const inside = kind.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${versionPath(kind.apiVersion)}${inside}/${kind.resource}`;
}

/** The path of one object. */
export function objectPath(kind: ResourceKind, ref: Pick<ObjectRef, "namespace" | "name">): string {
  return `${collectionPath(kind, ref.namespace)}/${encodeURIComponent(ref.name)}`;
}

/** The selectors of a scope as query parameters. */
export function selectorsOf(scope: ListScope): Record<string, string> {
  return {
    ...(scope.labelSelector ? { labelSelector: scope.labelSelector } : {}),
    ...(scope.fieldSelector ? { fieldSelector: scope.fieldSelector } : {}),
  };
}

/** A path with its query. */
export function withQuery(path: string, parameters: Record<string, string>): string {
  const query = new URLSearchParams(parameters).toString();
  return query ? `${path}?${query}` : path;
}
