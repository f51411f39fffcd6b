import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { timestamp } from "../clock.ts";
import type { Reply, ResourceCall } from "./call.ts";
import { decodeObject } from "./decode.ts";
import { parsedObject, plainForm, replyOf } from "./forms.ts";
import { kindByResource } from "./kinds.ts";
import { badRequest, Refusal } from "./refusal.ts";
import { conflict, methodNotAllowed } from "./status-error.ts";
import { storedFor } from "./update.ts";
import { type WriteOptions, writeOptionsOf } from "./write-options.ts";

interface Binding extends KubeObject {
  readonly target?: { readonly kind?: string; readonly name?: string };
}

function reasonAgainst(pod: Pod): string | undefined {
  const { name, deletionTimestamp } = pod.metadata;
  if (deletionTimestamp) return `pod ${name} is being deleted, cannot be assigned to a host`;
  if (pod.spec.nodeName) return `pod ${name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`;
  if (pod.spec.schedulingGates?.length) return `pod ${name} has non-empty .spec.schedulingGates`;
  return undefined;
}

function checkTarget({ target }: Binding): string {
  const kind = target?.kind ?? "";
  const problem = (message: string): Refusal => new Refusal({ code: 500, reason: "", message });
  if (kind !== "" && kind !== "Node")
    throw problem(`target.kind: Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`);
  if (!target?.name) throw problem("target.name: Required value");
  return target.name;
}

/** Answers POST on `bindings`: the same with the pod's name in the body only. */
export async function handleLegacyBinding(call: ResourceCall): Promise<Reply> {
  const options = writeOptionsOf(call);
  const binding: Binding = await decodeObject(call, { apiVersion: "v1", kind: "Binding" }, options.fieldValidation);
  const row = kindByResource("v1", "pods");
  if (!row) throw methodNotAllowed();
  return bind({ ...call, row, route: { ...call.route, name: binding.metadata.name ?? "" } }, binding, options);
}

/** Answers `binding`: the scheduler's way to put a pod on a node. */
export async function handleBinding(call: ResourceCall): Promise<Reply> {
  if (call.route.verb !== "create") throw methodNotAllowed();
  const options = writeOptionsOf(call);
  const binding: Binding = await decodeObject(call, { apiVersion: "v1", kind: "Binding" }, options.fieldValidation);
  if (binding.metadata.name !== call.route.name) throw badRequest("name in URL does not match name in Binding object");
  return bind(call, binding, options);
}

async function bind(call: ResourceCall, binding: Binding, options: WriteOptions): Promise<Reply> {
  const node = checkTarget(binding);
  const before = storedFor(call);
  const pod = parsedObject(call.row, before) as Pod;
  const { uid, resourceVersion, annotations, labels } = binding.metadata;
  if (uid && uid !== before.uid) {
    const detail = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.uid}`;
    throw conflict(
      call.row,
      before.name,
      `StorageError: invalid object, Code: 4, Key: /registry/pods/${before.key}, ResourceVersion: 0, AdditionalErrorMsg: ${detail}`,
    );
  }
  const problem =
    resourceVersion && resourceVersion !== String(before.version)
      ? "the object has been modified; please apply your changes to the latest version and try again"
      : reasonAgainst(pod);
  if (problem) throw conflict({ group: "", resource: "pods/binding" }, before.name, problem);
  pod.spec.nodeName = node;
  if (annotations) pod.metadata.annotations = { ...pod.metadata.annotations, ...annotations };
  if (labels) pod.metadata.labels = { ...pod.metadata.labels, ...labels };
  const now = timestamp(call.now);
  const scheduled = { type: "PodScheduled", status: "True", lastProbeTime: null, lastTransitionTime: now } as const;
  const others = (pod.status?.conditions ?? []).filter((condition) => condition.type !== "PodScheduled");
  pod.status = { ...pod.status, conditions: [...others, scheduled] };
  if (!options.dryRun) call.backend.store.put(call.backend.store.bucket(call.row), pod);
  const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };
  return replyOf(201, JSON.stringify(status), plainForm(call.incoming, call.query));
}
