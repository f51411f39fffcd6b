import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Change } from "../../model/world.ts";
import type { Masker } from "../mask/masker.ts";
import { clientSideEntries } from "./adopt.ts";
import { changedFields } from "./changes.ts";

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * Fields that an apply will take away because client-side apply set them and the manifest no longer says them. A dry
 * run cannot show them, since it would have to take the ownership over first, which is a write; what kubectl kept of
 * its last apply can. (Ownership alone would name every default too: those come back by themselves.)
 */
export function fieldsToGo(live: KubeObject, sent: KubeObject, masker: Masker): Change["fields"] {
  const text = live.metadata.annotations?.[lastApplied];
  if (text === undefined || clientSideEntries(live.metadata.managedFields ?? []).length === 0) return [];
  const before = parsed(text);
  if (!before) return [];
  const fields = changedFields(masker.object(before), masker.object(sent));
  return fields.filter((field) => field.to === undefined && !field.path.startsWith("metadata.annotations.kubectl"));
}

function parsed(text: string): KubeObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as KubeObject) : undefined;
  } catch {
    return undefined;
  }
}
