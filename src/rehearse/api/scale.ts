import type { KubeObject } from "../../model/kubernetes/object.ts";
import { type LabelSelector, requirementsOf } from "../../model/kubernetes/selectors.ts";
import type { Reply, ResourceCall } from "./call.ts";
import { decodeObject, fieldMistake } from "./decode.ts";
import { parsedObject, plainForm, replyOf } from "./forms.ts";
import { trackUpdate } from "./managed-fields.ts";
import { patched, patchFormOf, readPatch, unfit } from "./patch.ts";
import { invalid } from "./refusal.ts";
import { schemaOf } from "./schema.ts";
import { conflict, methodNotAllowed, modifiedMeanwhile } from "./status-error.ts";
import { modifyObject, storedFor } from "./update.ts";
import { writeOptionsOf } from "./write-options.ts";

const apiVersion = "autoscaling/v1";

interface Scaled extends KubeObject {
  spec?: { replicas?: number; selector?: unknown };
  status?: { replicas?: number };
}

/** A selector as text, as `status.selector` of a Scale has it. */
function selectorText(object: Scaled): string {
  const selector = object.spec?.selector;
  if (!selector) return "";
  if (object.kind === "ReplicationController") {
    return Object.entries(selector)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(",");
  }
  const operators = { In: "in", NotIn: "notin" } as const;
  return requirementsOf(selector as LabelSelector)
    .map(({ key, operator, values }) => {
      if (operator === "Exists") return key;
      if (operator === "DoesNotExist") return `!${key}`;
      if (operator === "In" && values.length === 1 && (selector as LabelSelector).matchLabels?.[key] === values[0]) {
        return `${key}=${values[0]}`;
      }
      return `${key} ${operators[operator as keyof typeof operators]} (${[...values].sort().join(",")})`;
    })
    .sort()
    .join(",");
}

function scaleOf(object: Scaled): KubeObject {
  const { name, namespace = "", uid = "", resourceVersion = "", creationTimestamp = "" } = object.metadata;
  const selector = selectorText(object);
  return {
    kind: "Scale",
    apiVersion,
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: object.spec?.replicas ? { replicas: object.spec.replicas } : {},
    status: { replicas: object.status?.replicas ?? 0, ...(selector === "" ? {} : { selector }) },
  };
}

async function wantedScale(call: ResourceCall, live: KubeObject): Promise<KubeObject> {
  const options = writeOptionsOf(call);
  if (call.route.verb === "update") return decodeObject(call, { apiVersion, kind: "Scale" }, options.fieldValidation);
  const form = patchFormOf(call);
  const schema = schemaOf(apiVersion, "Scale");
  if (!schema) throw methodNotAllowed();
  const patch = await readPatch(call, form);
  const next = patched({ ...call, schema }, live, form, patch);
  const mistake = fieldMistake(call, next, undefined, options.fieldValidation);
  if (mistake !== undefined) throw unfit(form, next, patch, mistake);
  return next;
}

function replicasOf(wanted: KubeObject, name: string): number {
  const { replicas = 0 } = (wanted.spec ?? {}) as { replicas?: number };
  if (replicas >= 0) return replicas;
  const message = `Invalid value: ${replicas}: must be greater than or equal to 0`;
  throw invalid({ group: "autoscaling", kind: "Scale", name }, [
    { reason: "FieldValueInvalid", message, field: "spec.replicas" },
  ]);
}

type Entry = NonNullable<KubeObject["metadata"]["managedFields"]>[number];
const replicasField = "f:replicas";

/** An entry without the number of replicas, and one that has nothing else and no time. */
function splitEntry(entry: Entry): Entry[] {
  const fields = (entry.fieldsV1 ?? {}) as { "f:spec"?: Record<string, unknown> };
  const { [replicasField]: replicas, ...others } = fields["f:spec"] ?? {};
  if (replicas === undefined) return [entry];
  const { "f:spec": _, ...rest } = fields;
  const fieldsV1 = Object.keys(others).length > 0 ? { ...rest, "f:spec": others } : rest;
  const { time: __, ...timeless } = entry;
  const alone = { ...timeless, fieldsV1: { "f:spec": { [replicasField]: replicas } } };
  return Object.keys(fieldsV1).length > 0 ? [alone, { ...entry, fieldsV1 }] : [alone];
}

/** As upstream: after a write through `scale`, who owns the replicas owns them in an entry of its own, which has no time. */
function scaledEntries(object: KubeObject): KubeObject {
  const entries = (object.metadata.managedFields ?? []).flatMap(splitEntry);
  const rank = (entry: Entry): string => `${entry.operation} ${entry.time ?? ""}`;
  const managedFields = entries.sort((a, b) => (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b))));
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** Answers `scale`: the number of replicas alone, as all workloads have it. */
export async function handleScale(call: ResourceCall): Promise<Reply> {
  const form = plainForm(call.incoming, call.query);
  const before = storedFor(call);
  const live = parsedObject(call.row, before) as Scaled;
  if (call.route.verb === "get") return replyOf(200, JSON.stringify(scaleOf(live)), form);
  if (call.route.verb !== "update" && call.route.verb !== "patch") throw methodNotAllowed();
  const wanted = await wantedScale(call, scaleOf(live));
  const replicas = replicasOf(wanted, live.metadata.name);
  const asked = wanted.metadata?.resourceVersion;
  if (asked && asked !== String(before.version)) throw conflict(call.row, before.name, modifiedMeanwhile);
  const options = writeOptionsOf(call);
  const writer = { manager: options.manager, subresource: "scale", now: call.now };
  const next = trackUpdate(live, { ...structuredClone(live), spec: { ...live.spec, replicas } }, call.schema, writer);
  const change = { before, live, next: scaledEntries(next), subresource: "scale", applied: true };
  const stored = modifyObject(call, change, options);
  return replyOf(200, JSON.stringify(scaleOf(parsedObject(call.row, stored))), form);
}
