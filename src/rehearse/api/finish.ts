import type { KubeObject } from "../../model/kubernetes/object.ts";
import { canonical } from "./canonical.ts";
import { applyDefaults } from "./defaults.ts";
import { sameJson } from "./equality.ts";
import type { StructSchema } from "./schema.ts";

/** An object as it is held: with defaults for what the server added, in the form that Go would write. */
export function finished(object: KubeObject, schema: StructSchema): KubeObject {
  return canonical(applyDefaults(object), schema);
}

function timeless(object: KubeObject): KubeObject {
  const { managedFields, resourceVersion: _, ...metadata } = object.metadata;
  const entries = managedFields?.map(({ time: __, ...entry }) => entry);
  return { ...object, metadata: entries ? { ...metadata, managedFields: entries } : metadata };
}

/** Whether nothing changed but the times of managers and the resourceVersion. */
export function changesNothing(next: KubeObject, live: KubeObject): boolean {
  return sameJson(timeless(next), timeless(live));
}
