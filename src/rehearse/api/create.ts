import type { KubeObject } from "../../model/kubernetes/object.ts";
import { timestamp } from "../clock.ts";
import { admit, admitFinished } from "./admission/admit.ts";
import type { Admitted } from "./admission/admitted.ts";
import { awaitServiceAccount } from "./admission/service-account.ts";
import type { Reply, ResourceCall } from "./call.ts";
import { decodeObject, expectedOf } from "./decode.ts";
import { asCoreEvent } from "./event-forms.ts";
import { finished } from "./finish.ts";
import { formOf, renderObject, replyOf } from "./forms.ts";
import type { KindRow } from "./kinds.ts";
import { trackUpdate } from "./managed-fields.ts";
import { badRequest, invalid, unexpected } from "./refusal.ts";
import { keepAllocated } from "./service-fields.ts";
import { alreadyExists } from "./status-error.ts";
import { keyOf, type Stored, storedOf } from "./store.ts";
import { prepareCreate } from "./strategy.ts";
import { validateCreate } from "./validate.ts";
import { type WriteOptions, writeOptionsOf } from "./write-options.ts";

/** Puts the request's namespace into the object. Throws 400 where the object says another. */
export function checkNamespace(row: KindRow, object: KubeObject, namespace: string): void {
  if (!row.namespaced) {
    delete object.metadata.namespace;
    return;
  }
  if (object.metadata.namespace && object.metadata.namespace !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  object.metadata.namespace = namespace;
}

const longestName = 63;
const suffixLength = 5;

function generateName(call: ResourceCall, object: KubeObject): void {
  const { metadata } = object;
  if (metadata.name || !metadata.generateName) return;
  const { store, identity } = call.backend;
  const bucket = store.bucket(call.row);
  const base = metadata.generateName.slice(0, longestName - suffixLength);
  const { namespace = "" } = metadata;
  do metadata.name = base + identity.suffix(`${call.row.resource}/${namespace}/${base}`);
  while (bucket.get(keyOf(namespace, metadata.name)));
}

function fillSystemFields(call: ResourceCall, { metadata }: KubeObject): void {
  const { row, backend, now } = call;
  metadata.creationTimestamp = timestamp(now);
  metadata.uid = backend.identity.uid(`${row.group}/${row.resource}/${keyOf(metadata.namespace ?? "", metadata.name)}`);
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.generation;
}

/** Creates an object that is decoded and has its defaults. `applied`: it already has its managers. */
export function createObject(call: ResourceCall, given: KubeObject, options: WriteOptions, applied = false): Stored {
  const { row, now } = call;
  checkNamespace(row, given, call.route.namespace);
  if (given.metadata.resourceVersion) throw unexpected("resourceVersion should not be set on objects to be created");
  given.metadata.name ??= "";
  // What admission adds is nobody's.
  const object = applied
    ? given
    : trackUpdate(undefined, given, call.schema, { manager: options.manager, subresource: "", now });
  const admitted = { call, operation: "CREATE", object, live: undefined, dryRun: options.dryRun } as const;
  admit(admitted);
  generateName(call, object);
  fillSystemFields(call, object);
  prepareCreate(row, object, now);
  keepAllocated(row, object, undefined);
  return commit(admitted, options);
}

function commit(admitted: Admitted, options: WriteOptions): Stored {
  const { call, object } = admitted;
  const { row, schema, backend } = call;
  const ready = finished(object, schema);
  const { name = "", namespace = "" } = ready.metadata;
  const causes = validateCreate(ready);
  if (causes.length > 0) throw invalid({ group: row.group, kind: row.kind, name }, causes);
  const release = backend.addresses.allocate(row, ready, undefined, options.dryRun);
  try {
    admitFinished({ ...admitted, object: ready });
    const bucket = backend.store.bucket(row);
    const taken = bucket.get(keyOf(namespace, name));
    if (taken) throw alreadyExists(row, name, isGoing(taken));
    const held = row.group === "events.k8s.io" ? (asCoreEvent(ready) as KubeObject) : ready;
    return options.dryRun ? storedOf(bucket.row, held, 0) : backend.store.put(bucket, held);
  } catch (error) {
    release();
    throw error;
  }
}

function isGoing(stored: Stored): boolean {
  return (JSON.parse(stored.body) as KubeObject).metadata.deletionTimestamp !== undefined;
}

/** Answers `create`. */
export async function handleCreate(call: ResourceCall): Promise<Reply> {
  const form = formOf(call.incoming, call.query);
  const options = writeOptionsOf(call);
  const object = await decodeObject(call, expectedOf(call.row), options.fieldValidation);
  if (call.row.kind === "Pod") await awaitServiceAccount(call, object);
  const stored = createObject(call, object, options);
  return replyOf(201, renderObject(stored, { row: call.row, form, now: call.now }), form);
}
