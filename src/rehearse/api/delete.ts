import type { KubeObject } from "../../model/kubernetes/object.ts";
import { timestamp } from "../clock.ts";
import { admit } from "./admission/admit.ts";
import type { Reply, ResourceCall } from "./call.ts";
import { type DeleteOptions, deleteOptionsOf } from "./delete-options.ts";
import { asCoreEvent } from "./event-forms.ts";
import { formOf, parsedObject, renderList, renderObject, replyOf } from "./forms.ts";
import type { KindRow } from "./kinds.ts";
import { selectedNow } from "./list.ts";
import { conflict } from "./status-error.ts";
import { type Stored, storedOf } from "./store.ts";
import { storedFor } from "./update.ts";

/** What a deletion left: the object while something keeps it, or its last state. */
interface Deleted {
  readonly stored: Stored;
  readonly gone: boolean;
}

const orphan = "orphan";
const foreground = "foregroundDeletion";

/** The finalizers by which the garbage collector knows what to do with what the object owns. */
function finalizersFor(row: KindRow, current: readonly string[], options: DeleteOptions): string[] {
  const own = current.filter((finalizer) => finalizer !== orphan && finalizer !== foreground);
  if (row.kind === "Event") return own;
  const { orphanDependents, propagationPolicy } = options;
  if (orphanDependents !== undefined) return orphanDependents ? [...own, orphan] : own;
  if (propagationPolicy === "Orphan") return [...own, orphan];
  if (propagationPolicy === "Foreground") return [...own, foreground];
  if (propagationPolicy === "Background") return own;
  return [...current];
}

function checkPreconditions(row: KindRow, stored: Stored, { preconditions }: DeleteOptions): void {
  const kindName = { group: row.group, resource: row.kind };
  const uid = preconditions?.uid;
  const version = preconditions?.resourceVersion;
  if (uid !== undefined && uid !== stored.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${stored.uid}). The object might have been deleted and then recreated`;
    throw conflict(kindName, stored.name, why);
  }
  if (version !== undefined && version !== String(stored.version)) {
    const why = `the ResourceVersion in the precondition (${version}) does not match the ResourceVersion in record (${stored.version}). The object might have been modified`;
    throw conflict(kindName, stored.name, why);
  }
}

/** Seconds that a pod is given, as a real server counts them; undefined for kinds that end at once. */
function graceOf(row: KindRow, object: KubeObject, options: DeleteOptions): number | undefined {
  if (row.kind !== "Pod") return undefined;
  const { nodeName, terminationGracePeriodSeconds } = (object.spec ?? {}) as {
    nodeName?: string;
    terminationGracePeriodSeconds?: number;
  };
  const { phase } = (object.status ?? {}) as { phase?: string };
  if (!nodeName || phase === "Failed" || phase === "Succeeded") return 0;
  const seconds = options.gracePeriodSeconds ?? terminationGracePeriodSeconds ?? 0;
  return seconds < 0 ? 1 : seconds;
}

function bump(object: KubeObject): void {
  const { generation } = object.metadata;
  if (generation) object.metadata.generation = generation + 1;
}

/** Grace of an object that is already going can only become shorter. Returns false where nothing changes. */
function shorten(object: KubeObject, options: DeleteOptions, now: number): boolean {
  const { metadata } = object;
  const current = metadata.deletionGracePeriodSeconds ?? 0;
  const asked = options.gracePeriodSeconds === undefined ? undefined : Math.max(options.gracePeriodSeconds, -1);
  if (asked === undefined || asked >= current) return false;
  let seconds = asked < 0 ? 1 : asked;
  const from = Date.parse(metadata.deletionTimestamp ?? "") - current * 1000;
  let end = from + seconds * 1000;
  if (end < now) {
    end = now;
    if (seconds !== 0) seconds = 1;
  }
  metadata.deletionTimestamp = timestamp(end);
  metadata.deletionGracePeriodSeconds = seconds;
  return true;
}

type Outcome = "remove" | "keep" | "unchanged";

/** Gives a pod its time. Returns false where it is going already and nothing changes. */
function beginGrace(row: KindRow, object: KubeObject, options: DeleteOptions, now: number): boolean {
  const { metadata } = object;
  if (metadata.deletionTimestamp !== undefined) {
    return (metadata.deletionGracePeriodSeconds ?? 0) === 0 || shorten(object, options, now);
  }
  const seconds = graceOf(row, object, options) ?? 0;
  metadata.deletionTimestamp = timestamp(now + seconds * 1000);
  metadata.deletionGracePeriodSeconds = seconds;
  bump(object);
  return true;
}

/** Marks an object for its deletion and says whether something keeps it. Changes it in place. */
function mark(row: KindRow, object: KubeObject, options: DeleteOptions, now: number): Outcome {
  const { metadata } = object;
  const graceful = row.kind === "Pod";
  if (graceful && !beginGrace(row, object, options, now)) return "unchanged";
  metadata.finalizers = finalizersFor(row, metadata.finalizers ?? [], options);
  if (metadata.finalizers.length > 0) {
    if (!metadata.deletionTimestamp) bump(object);
    metadata.deletionTimestamp ??= timestamp(now);
    if (!graceful) metadata.deletionGracePeriodSeconds = 0;
    return "keep";
  }
  delete metadata.finalizers;
  return (metadata.deletionGracePeriodSeconds ?? 0) > 0 ? "keep" : "remove";
}

/** A namespace is only marked; its controller empties it, then takes the finalizer of its spec away. */
function markNamespace(row: KindRow, object: KubeObject, options: DeleteOptions, now: number): Outcome {
  const { metadata } = object;
  const spec = object.spec as { finalizers?: string[] } | undefined;
  if (metadata.deletionTimestamp)
    return (spec?.finalizers ?? []).length > 0 ? "unchanged" : mark(row, object, options, now);
  metadata.deletionTimestamp = timestamp(now);
  metadata.finalizers = finalizersFor(row, metadata.finalizers ?? [], options);
  if (metadata.finalizers.length === 0) delete metadata.finalizers;
  object.status = { ...(object.status as object | undefined), phase: "Terminating" };
  return "keep";
}

/** Deletes an object, or marks it where finalizers or its grace keep it. Throws 409 for preconditions. */
export function deleteObject(call: ResourceCall, stored: Stored, options: DeleteOptions): Deleted {
  const { row, backend } = call;
  const now = backend.clock.now();
  checkPreconditions(row, stored, options);
  const object = parsedObject(row, stored);
  admit({ call, operation: "DELETE", object, live: object, dryRun: options.dryRun });
  const marking = row.kind === "Namespace" ? markNamespace : mark;
  const outcome = marking(row, object, options, now);
  if (outcome === "unchanged") return { stored, gone: false };
  const held = row.group === "events.k8s.io" ? (asCoreEvent(object) as KubeObject) : object;
  const bucket = backend.store.bucket(row);
  if (options.dryRun) return { stored: storedOf(bucket.row, held, stored.version), gone: outcome === "remove" };
  if (outcome === "keep") return { stored: backend.store.put(bucket, held), gone: false };
  backend.addresses.release(row, object);
  return {
    stored: backend.store.remove(bucket, row.kind === "Pod" ? storedOf(bucket.row, held, stored.version) : stored),
    gone: true,
  };
}

/** Kinds of which a finished deletion returns the object; the others return a Status. */
const returned = new Set([
  "/Namespace",
  "/Pod",
  "/Service",
  "/ServiceAccount",
  "/PodTemplate",
  "/ResourceQuota",
  "/PersistentVolume",
  "/PersistentVolumeClaim",
  "storage.k8s.io/CSIDriver",
  "storage.k8s.io/CSINode",
  "storage.k8s.io/StorageClass",
  "storage.k8s.io/VolumeAttachment",
]);

function successText(row: KindRow, stored: Stored): string {
  const details = {
    name: stored.name,
    ...(row.group === "" ? {} : { group: row.group }),
    kind: row.resource,
    uid: stored.uid,
  };
  return JSON.stringify({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details });
}

/** Answers `delete`. */
export async function handleDelete(call: ResourceCall): Promise<Reply> {
  const { row, query, now } = call;
  const form = formOf(call.incoming, query);
  const options = await deleteOptionsOf(call);
  const { stored, gone } = deleteObject(call, storedFor(call), options);
  if (gone && !returned.has(`${row.group}/${row.kind}`)) return replyOf(200, successText(row, stored), form);
  const accepted = !gone && options.orphanDependents === false;
  return replyOf(accepted ? 202 : 200, renderObject(stored, { row, form, now }), form);
}

/** Answers `deletecollection`: each selected object as if it were deleted by name. */
export async function handleDeleteCollection(call: ResourceCall): Promise<Reply> {
  const { row, query, now, backend } = call;
  const form = formOf(call.incoming, query);
  const options = await deleteOptionsOf(call);
  const items = selectedNow(call).map((stored) => deleteObject(call, stored, options).stored);
  const metadata = { resourceVersion: String(backend.store.version) };
  return replyOf(200, renderList(items, metadata, { row, form, now }), form);
}
