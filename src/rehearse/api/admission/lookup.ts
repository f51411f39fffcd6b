import type { KubeObject } from "../../../model/kubernetes/object.ts";
import type { Backend } from "../call.ts";
import { parsedObject } from "../forms.ts";
import { kindByResource } from "../kinds.ts";
import { keyOf } from "../store.ts";

/** An object by its resource and name, as admission and proxies look things up; undefined where it is not there. */
export function lookUp(
  backend: Backend,
  resource: { readonly apiVersion: string; readonly resource: string },
  place: { readonly namespace?: string; readonly name: string },
): KubeObject | undefined {
  const row = kindByResource(resource.apiVersion, resource.resource);
  const stored = row && backend.store.bucket(row).get(keyOf(place.namespace ?? "", place.name));
  return row && stored ? parsedObject(row, stored) : undefined;
}

/** All objects of a resource, of one namespace where it is given. */
export function lookUpAll(backend: Backend, apiVersion: string, resource: string, namespace?: string): KubeObject[] {
  const row = kindByResource(apiVersion, resource);
  if (!row) return [];
  return [...backend.store.bucket(row).values()]
    .filter((stored) => namespace === undefined || stored.namespace === namespace)
    .map((stored) => parsedObject(row, stored));
}
