import type { KubeObject } from "../../model/kubernetes/object.ts";
import { admit } from "./admission/admit.ts";
import type { Reply, ResourceCall } from "./call.ts";
import { checkNamespace, createObject } from "./create.ts";
import { decodeObject, expectedOf } from "./decode.ts";
import { asCoreEvent } from "./event-forms.ts";
import { changesNothing, finished } from "./finish.ts";
import { formOf, parsedObject, renderObject, replyOf } from "./forms.ts";
import { trackUpdate } from "./managed-fields.ts";
import { badRequest, invalid, type StatusCause } from "./refusal.ts";
import { keepAllocated } from "./service-fields.ts";
import { conflict, modifiedMeanwhile, notFound } from "./status-error.ts";
import { keyOf, type Stored, storedOf } from "./store.ts";
import { createsOnUpdate, prepareUpdate, updatesUnconditionally } from "./strategy.ts";
import { validateUpdate } from "./validate.ts";
import { type WriteOptions, writeOptionsOf } from "./write-options.ts";

/** A change of an object that is there. */
export interface Modification {
  readonly before: Stored;
  /** `before`, parsed. */
  readonly live: KubeObject;
  /** What is to become of it: decoded, with defaults. */
  readonly next: KubeObject;
  /** `status`, or empty. */
  readonly subresource: string;
  /** It already has its managers. */
  readonly applied?: boolean;
}

/** The object that a request names. Throws 404. */
export function storedFor(call: ResourceCall): Stored {
  const { row, route, backend } = call;
  const stored = backend.store.bucket(row).get(keyOf(row.namespaced ? route.namespace : "", route.name));
  if (!stored) throw notFound(row, route.name);
  return stored;
}

function keepSystemFields(next: KubeObject, live: KubeObject): void {
  const { metadata } = next;
  metadata.uid ||= live.metadata.uid ?? "";
  for (const field of ["creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"] as const) {
    if (live.metadata[field] === undefined) delete metadata[field];
    else Object.assign(metadata, { [field]: live.metadata[field] });
  }
}

function preconditions(call: ResourceCall, { before, next }: Modification): void {
  const { row } = call;
  const { name, resourceVersion, uid } = next.metadata;
  if (call.method === "PUT" && uid && uid !== before.uid) {
    const key = `/registry/${row.resource}/${before.key}`;
    const detail = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.uid}`;
    const why = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${detail}`;
    throw conflict(row, name, why);
  }
  if (resourceVersion && resourceVersion !== "0") {
    if (resourceVersion !== String(before.version)) throw conflict(row, name, modifiedMeanwhile);
  } else if (!updatesUnconditionally(row) && call.method === "PUT") {
    const message = "Invalid value: 0: must be specified for an update";
    const causes: StatusCause[] = [{ reason: "FieldValueInvalid", message, field: "metadata.resourceVersion" }];
    throw invalid({ group: row.group, kind: row.resource, name }, causes);
  }
}

/** Nothing keeps an object that is being deleted when its finalizers are gone and its grace is over. */
function isReleased(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (!deletionTimestamp || deletionGracePeriodSeconds) return false;
  const own =
    object.kind === "Namespace" ? (object.spec as { finalizers?: string[] } | undefined)?.finalizers : undefined;
  return (finalizers ?? []).length === 0 && (own ?? []).length === 0;
}

/** Writes a change: what the server keeps, managers, admission, validation. A change of nothing writes nothing. */
export function modifyObject(call: ResourceCall, change: Modification, options: WriteOptions): Stored {
  const { row, schema, backend, now } = call;
  const { before, live, subresource } = change;
  preconditions(call, change);
  let { next } = change;
  keepSystemFields(next, live);
  if (!change.applied) next = trackUpdate(live, next, schema, { manager: options.manager, subresource, now });
  admit({ call, operation: "UPDATE", object: next, live, dryRun: options.dryRun });
  prepareUpdate(row, next, live, subresource);
  keepAllocated(row, next, live);
  const ready = finished(next, schema);
  const causes = validateUpdate(ready, live, subresource);
  if (causes.length > 0) throw invalid({ group: row.group, kind: row.kind, name: before.name }, causes);
  backend.addresses.allocate(row, ready, live, options.dryRun);
  if (changesNothing(ready, live)) return before;
  return store(call, before, ready, options);
}

function store(call: ResourceCall, before: Stored, ready: KubeObject, options: WriteOptions): Stored {
  const { row, backend } = call;
  const bucket = backend.store.bucket(row);
  const held = row.group === "events.k8s.io" ? (asCoreEvent(ready) as KubeObject) : ready;
  if (options.dryRun) return storedOf(bucket.row, held, before.version);
  if (!isReleased(ready)) return backend.store.put(bucket, held);
  backend.addresses.release(row, ready);
  return backend.store.remove(bucket, storedOf(bucket.row, held, before.version));
}

/** Answers PUT on an object or its status. */
export async function handleUpdate(call: ResourceCall): Promise<Reply> {
  const { row, route, query, backend } = call;
  const form = formOf(call.incoming, query);
  const options = writeOptionsOf(call);
  const next = await decodeObject(call, expectedOf(row), options.fieldValidation);
  const { name } = next.metadata;
  if (!name)
    throw badRequest(`the name of the object (${route.name} based on URL) was undeterminable: name must be provided`);
  if (name !== route.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${route.name})`);
  }
  checkNamespace(row, next, route.namespace);
  const subresource = route.subresource;
  const before = backend.store.bucket(row).get(keyOf(row.namespaced ? route.namespace : "", route.name));
  const rendering = { row, form, now: call.now };
  if (!before && subresource === "" && createsOnUpdate(row)) {
    return replyOf(201, renderObject(createObject(call, next, options), rendering), form);
  }
  if (!before) throw notFound(row, route.name);
  const change = { before, live: parsedObject(row, before), next, subresource };
  return replyOf(200, renderObject(modifyObject(call, change, options), rendering), form);
}
