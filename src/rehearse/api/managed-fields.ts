/**
 * Who owns which fields of an object: `metadata.managedFields` read, written and kept up with plain writes.
 * Source: k8s.io/apimachinery/pkg/util/managedfields and sigs.k8s.io/structured-merge-diff/v6/merge.
 */
import type { KubeObject, ManagedFieldsEntry } from "../../model/kubernetes/object.ts";
import { timestamp } from "../clock.ts";
import { canonical } from "./canonical.ts";
import {
  difference,
  type FieldSet,
  fieldSet,
  fromFields,
  intersection,
  isEmptySet,
  toFields,
  union,
  without,
} from "./field-set.ts";
import { type Json, plainShape } from "./field-shape.ts";
import { type Comparison, compareObjects } from "./field-walk.ts";
import type { StructSchema } from "./schema.ts";

/** Who writes, through what, and when (milliseconds since 1970). */
export interface Writer {
  /** `fieldManager`, else what stands before the slash in User-Agent. */
  readonly manager: string;
  /** `status`, `scale` …; empty for the object itself. */
  readonly subresource: string;
  readonly now: number;
}

/** The fields of one manager. `key` tells managers apart: an applier is the same in every version of the API. */
export interface Owned {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string | undefined;
  readonly fields: FieldSet;
}

/** All managers of an object, by their key. */
export type Managers = Map<string, Owned>;

/** What tells one manager's entry from another's. */
export function managerKey(owned: Pick<Owned, "manager" | "operation" | "apiVersion" | "subresource">): string {
  const { manager, operation, apiVersion, subresource } = owned;
  return JSON.stringify([manager, operation, operation === "Apply" ? "" : apiVersion, subresource]);
}

function decodeEntry(entry: ManagedFieldsEntry): Owned | undefined {
  const { operation, apiVersion = "", fieldsType, manager = "", subresource = "", time } = entry;
  const fields = fromFields(entry.fieldsV1 ?? {});
  const known = operation === "Apply" || operation === "Update";
  if (!known || apiVersion === "" || fieldsType !== "FieldsV1" || !fields) return undefined;
  return { manager, operation, apiVersion, subresource, time, fields };
}

/** Reads the entries of an object; undefined when one of them is malformed. */
export function decodeManagers(entries: readonly ManagedFieldsEntry[] | undefined): Managers | undefined {
  const managers: Managers = new Map();
  for (const entry of entries ?? []) {
    const owned = decodeEntry(entry);
    if (!owned) return undefined;
    managers.set(managerKey(owned), owned);
  }
  return managers;
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Puts the entries into an object: appliers first, then by time. */
export function encodeManagers(object: KubeObject, managers: Managers): KubeObject {
  const entries = [...managers.values()]
    .sort(
      (a, b) =>
        compareTexts(a.operation, b.operation) ||
        compareTexts(a.time ?? "", b.time ?? "") ||
        compareTexts(a.manager, b.manager) ||
        compareTexts(a.apiVersion, b.apiVersion) ||
        compareTexts(a.subresource, b.subresource),
    )
    .map(
      ({ manager, operation, apiVersion, subresource, time, fields }): ManagedFieldsEntry => ({
        manager,
        operation,
        apiVersion,
        ...(time === undefined ? {} : { time }),
        fieldsType: "FieldsV1",
        fieldsV1: toFields(fields),
        ...(subresource === "" ? {} : { subresource }),
      }),
    );
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: entries.length === 0 ? metadata : { ...metadata, managedFields: entries } };
}

/** The object as a Go struct would hold it, without its managers: what is compared. */
export function comparable(object: KubeObject | undefined, schema: StructSchema): Json {
  const { managedFields: _, ...metadata } = object?.metadata ?? {};
  return canonical({ ...object, metadata } as Json, schema);
}

const f = (...names: string[]): string[] => names.map((name) => `f:${name}`);

/** Fields that nobody owns. */
const unowned = fieldSet([
  f("apiVersion"),
  f("kind"),
  f("metadata"),
  ...["name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields"].map(
    (name) => f("metadata", name),
  ),
  f("metadata", "resourceVersion"),
]);

/** Fields that a write through `status` does not change, where they are more than the spec. */
const keptByStatus: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "apps.v1.Deployment": [f("metadata", "labels")],
  "core.v1.Pod": [f("metadata", "deletionTimestamp"), f("metadata", "ownerReferences")],
  "storage.v1.VolumeAttachment": [f("metadata")],
  "certificates.v1.CertificateSigningRequest": [f("status", "conditions")],
};

/** Fields that a write cannot own, because the server puts them back: the status, or all but the status. */
export function resetFields(schema: StructSchema, subresource: string): FieldSet {
  const hasStatus = schema.fields.has("status");
  if (!hasStatus) return fieldSet([]);
  if (subresource === "status") return fieldSet([f("spec"), ...(keptByStatus[schema.name] ?? [])]);
  const csr = schema.name === "certificates.v1.CertificateSigningRequest";
  if (csr) return fieldSet([f("spec"), subresource === "approval" ? f("status", "certificate") : f("status")]);
  return fieldSet([f("status")]);
}

/** A comparison without the fields that this write cannot change. */
export function filtered(comparison: Comparison, reset: FieldSet): Comparison {
  return {
    removed: without(comparison.removed, reset),
    modified: without(comparison.modified, reset),
    added: without(comparison.added, reset),
  };
}

/** Fields that others own and that change: conflicts of an apply, losses of a plain write. By manager. */
export function disputed(managers: Managers, self: string, comparison: Comparison): Map<string, FieldSet> {
  const changed = union(comparison.modified, comparison.added);
  const found = new Map<string, FieldSet>();
  for (const [key, owned] of managers) {
    if (key === self) continue;
    const fields = intersection(owned.fields, changed);
    if (!isEmptySet(fields)) found.set(key, fields);
  }
  return found;
}

/** Takes disputed and removed fields from all managers but one; those that are left with nothing vanish. */
export function settle(managers: Managers, self: string, comparison: Comparison): void {
  const lost = disputed(managers, self, comparison);
  for (const [key, owned] of managers) {
    const disputedHere = lost.get(key);
    let { fields } = owned;
    if (disputedHere) fields = difference(fields, disputedHere);
    if (key !== self) fields = difference(fields, comparison.removed);
    if (isEmptySet(fields)) managers.delete(key);
    else managers.set(key, { ...owned, fields });
  }
}

/** Drops what nobody owns from one manager. */
export function strip(managers: Managers, key: string): void {
  const owned = managers.get(key);
  if (!owned) return;
  const fields = difference(owned.fields, unowned);
  if (isEmptySet(fields)) managers.delete(key);
  else managers.set(key, { ...owned, fields });
}

const mostUpdaters = 10;

/** Merges the oldest plain writers into one entry for each version when there are more than ten. */
function capUpdaters(managers: Managers): void {
  const updaters = [...managers]
    .filter(([, owned]) => owned.operation === "Update")
    .sort(([a, x], [b, y]) => compareTexts(x.time ?? "", y.time ?? "") || compareTexts(a, b));
  let count = updaters.length;
  const firsts = new Map<string, string>();
  for (const [key, owned] of updaters) {
    if (count <= mostUpdaters) return;
    const { apiVersion, time } = owned;
    const first = firsts.get(apiVersion);
    if (first === undefined) {
      firsts.set(apiVersion, key);
      continue;
    }
    const bucket = { manager: "ancient-changes", operation: "Update", apiVersion, subresource: "" } as const;
    const bucketKey = managerKey(bucket);
    const before = managers.get(bucketKey) ?? managers.get(first);
    if (!managers.has(bucketKey)) managers.delete(first);
    managers.delete(key);
    managers.set(bucketKey, { ...bucket, time, fields: union(owned.fields, before?.fields ?? fieldSet([])) });
    count -= 1;
  }
}

/** Notes who changed what between two objects. `managers` is changed in place. */
export function noteUpdate(
  managers: Managers,
  objects: { readonly live: KubeObject | undefined; readonly next: KubeObject },
  schema: StructSchema,
  writer: Writer,
): void {
  const reset = resetFields(schema, writer.subresource);
  const before = comparable(objects.live, schema);
  const comparison = filtered(compareObjects(before, comparable(objects.next, schema), plainShape(schema)), reset);
  settle(managers, "", comparison);
  const fields = difference(without(union(comparison.modified, comparison.added), reset), unowned);
  if (!isEmptySet(fields)) {
    const identity = {
      manager: writer.manager === "" ? "unknown" : writer.manager,
      operation: "Update",
      apiVersion: objects.next.apiVersion,
      subresource: writer.subresource,
    } as const;
    const key = managerKey(identity);
    const previous = managers.get(key)?.fields ?? fieldSet([]);
    managers.set(key, { ...identity, time: timestamp(writer.now), fields: union(fields, previous) });
  }
  capUpdaters(managers);
}

function isReset(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  if (entries?.length === 1) return Object.keys(entries[0] ?? {}).length === 0;
  return entries?.length === 0;
}

/** The managers to start from: those that the request brings, else the live ones. A request may empty them. */
function startingManagers(live: KubeObject | undefined, next: KubeObject, subresource: string): Managers {
  const stored = decodeManagers(live?.metadata.managedFields) ?? new Map();
  if (subresource !== "") return stored;
  const brought = next.metadata.managedFields;
  if (isReset(brought)) return new Map();
  const managers = decodeManagers(brought);
  return managers && managers.size > 0 ? managers : stored;
}

/**
 * Returns the object that a create, update or patch writes, with its managers brought up to date. `next` is the object after
 * defaults and before the server allocates anything (addresses, generation …), because that is nobody's; `live` is absent on
 * create. Nobody is tracked on an object whose managers were emptied.
 */
export function trackUpdate(
  live: KubeObject | undefined,
  next: KubeObject,
  schema: StructSchema,
  writer: Writer,
): KubeObject {
  const managers = startingManagers(live, next, writer.subresource);
  if (managers.size > 0 || live === undefined) {
    try {
      noteUpdate(managers, { live, next }, schema, writer);
    } catch {
      // As upstream: an object that cannot be compared is stored without managers.
      managers.clear();
    }
  }
  return encodeManagers(next, managers);
}
