import type { KubeObject } from "../../model/kubernetes/object.ts";
import { rehearseGroup } from "../group.ts";
import { serverSideApply } from "./apply.ts";
import type { Reply, ResourceCall } from "./call.ts";
import { checkNamespace, createObject } from "./create.ts";
import { fieldMistake, mediaTypeOf, normalized, parseText } from "./decode.ts";
import { formOf, parsedObject, renderObject, replyOf } from "./forms.ts";
import { apiVersionOf } from "./kinds.ts";
import { goMap } from "./patch-directives.ts";
import { applyJsonPatch } from "./patch-json.ts";
import { applyMergePatch } from "./patch-merge.ts";
import { applyStrategicPatch } from "./patch-strategic.ts";
import { readBody } from "./read-body.ts";
import { badRequest, invalid, Refusal } from "./refusal.ts";
import { conflict, notFound } from "./status-error.ts";
import { keyOf, type Stored } from "./store.ts";
import { modifyObject } from "./update.ts";
import { type WriteOptions, writeOptionsOf } from "./write-options.ts";

/** How a patch changes an object. */
export type PatchForm = "json" | "merge" | "strategic" | "apply";

const forms: Readonly<Record<string, PatchForm>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};

/** The form that the content type names. Throws 415; custom resources have no strategic merge. */
export function patchFormOf(call: ResourceCall): PatchForm {
  const form = forms[mediaTypeOf(call)];
  if (form && !(form === "strategic" && call.row.group === rehearseGroup)) return form;
  throw new Refusal({
    code: 415,
    reason: "UnsupportedMediaType",
    message: form
      ? `the body of the request was in an unknown format - accepted media types include: ${Object.keys(forms)
          .filter((type) => forms[type] !== "strategic")
          .join(", ")}`
      : "415: Unsupported Media Type",
    ...(form ? {} : { details: {} }),
  });
}

/** Reads the body of a patch. Throws 400 where it cannot be parsed. */
export async function readPatch(call: ResourceCall, form: PatchForm): Promise<unknown> {
  const body = await readBody(call.incoming);
  if (form === "apply") {
    const refuse = (why: string): Error => badRequest(`error decoding YAML: error converting YAML to JSON: ${why}`);
    const patch = (await parseText(body, "application/yaml", refuse)).value ?? {};
    if (isObject(patch)) return patch;
    throw badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: ${unmarshal(patch, "map[string]interface {}")}`,
    );
  }
  const head = form === "strategic" ? "" : "error decoding patch: ";
  const refuse = (why: string): Error => badRequest(head + why.replace(/^json parse error: /, ""));
  const { value: patch } = await parseText(body, "application/json", refuse);
  if (form === "json" && !Array.isArray(patch) && patch !== null)
    throw badRequest(head + unmarshal(patch, "[]handlers.jsonPatchOp"));
  if (form === "merge" && !isObject(patch) && patch !== null)
    throw badRequest(head + unmarshal(patch, "map[string]interface {}"));
  return patch;
}

function unmarshal(value: unknown, type: string): string {
  const kinds: Readonly<Record<string, string>> = {
    boolean: "bool",
    object: Array.isArray(value) ? "array" : "object",
  };
  return `json: cannot unmarshal ${kinds[typeof value] ?? typeof value} into Go value of type ${type}`;
}

/** Applies a patch that is not a server-side apply. */
export function patched(call: ResourceCall, live: KubeObject, form: PatchForm, patch: unknown): KubeObject {
  if (form === "json") return applyJsonPatch(live, patch);
  if (form === "merge") return applyMergePatch(live, patch);
  return applyStrategicPatch(live, patch, call.schema);
}

/** Go sorts the members of those objects that a patch went into, and leaves the others as they were stored. */
function asGoWrites(value: unknown, patch: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const into = (typeof patch === "object" && patch !== null ? patch : {}) as Readonly<Record<string, unknown>>;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, one]) => [key, key in into ? asGoWrites(one, into[key]) : one]));
}

/** What a server says of a patch that leaves something that is no object of the kind. */
export function unfit(form: PatchForm, next: KubeObject, patch: unknown, why: string): Error {
  const value = form === "strategic" ? goMap(patch) : JSON.stringify(asGoWrites(next, patch));
  const conversion = /cannot unmarshal (\w+) .* of type (\S+)$/.exec(why);
  const text =
    form === "strategic" && conversion
      ? `cannot convert ${goNames[conversion[1] ?? ""] ?? conversion[1]} to ${conversion[2]}`
      : why;
  const message = `Invalid value: ${JSON.stringify(value)}: ${text}`;
  return invalid({ group: "", kind: "", name: "" }, [{ reason: "FieldValueInvalid", message, field: "patch" }]);
}

const goNames: Readonly<Record<string, string>> = {
  number: "int64",
  object: "map[string]interface {}",
  array: "[]interface {}",
};

function checkPatched({ call, options, patch }: Patching, form: PatchForm, next: KubeObject): void {
  const { row, route } = call;
  const apiVersion = apiVersionOf(row);
  if (next.apiVersion !== apiVersion || next.kind !== row.kind) {
    const found = `${next.kind} in version ${JSON.stringify(next.apiVersion)}`;
    throw unfit(form, next, patch, `${found} cannot be handled as a ${row.kind}: unknown conversion`);
  }
  const mistake = fieldMistake(call, next, undefined, options.fieldValidation);
  if (mistake !== undefined) throw unfit(form, next, patch, mistake);
  if (next.metadata.name !== route.name) {
    throw badRequest(
      `the name of the object (${next.metadata.name}) does not match the name on the URL (${route.name})`,
    );
  }
}

interface Patching {
  readonly call: ResourceCall;
  readonly options: WriteOptions;
  readonly before: Stored | undefined;
  readonly patch: unknown;
}

function applyPatch({ call, options, before, patch }: Patching): { stored: Stored; code: number } {
  const { row, route, schema, now } = call;
  const { subresource } = route;
  const live = before ? parsedObject(row, before) : undefined;
  if (!live && subresource !== "") throw notFound(row, route.name);
  if (isObject(patch)) checkApplied(call, patch);
  const next = serverSideApply({
    live,
    patch,
    apiVersion: apiVersionOf(row),
    kind: row.kind,
    schema,
    writer: { manager: options.manager, subresource, now },
    force: options.force ?? false,
  });
  if (before && live) {
    const change = { before, live, next, subresource, applied: true };
    return { stored: modifyObject(call, change, options), code: 200 };
  }
  if (next.metadata.uid) {
    const why = `uid mismatch: the provided object specified uid ${next.metadata.uid}, and no existing object was found`;
    throw conflict(row, route.name, why);
  }
  next.metadata.name ||= route.name;
  return { stored: createObject(call, next, options, true), code: 201 };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkApplied(call: ResourceCall, patch: Record<string, unknown>): void {
  const { name, namespace } = (patch.metadata ?? {}) as { name?: string; namespace?: string };
  const { route, row } = call;
  if (name && name !== route.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${route.name})`);
  }
  if (namespace && row.namespaced && namespace !== route.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
}

function plainPatch(patching: Patching, form: PatchForm): Stored {
  const { call, options, before, patch } = patching;
  const { row, route } = call;
  if (!before) throw notFound(row, route.name);
  const live = parsedObject(row, before);
  const next = patched(call, live, form, patch);
  next.metadata ??= {} as KubeObject["metadata"];
  checkPatched(patching, form, next);
  checkNamespace(row, next, route.namespace);
  const change = { before, live, next: normalized(next), subresource: route.subresource };
  return modifyObject(call, change, options);
}

/** Answers PATCH on an object or its status, in all four forms. */
export async function handlePatch(call: ResourceCall): Promise<Reply> {
  const { row, route, query, backend } = call;
  const form = formOf(call.incoming, query);
  const patchForm = patchFormOf(call);
  const options = writeOptionsOf(call, patchForm === "apply");
  const patch = await readPatch(call, patchForm);
  const before = backend.store.bucket(row).get(keyOf(row.namespaced ? route.namespace : "", route.name));
  const patching = { call, options, before, patch };
  const { stored, code } =
    patchForm === "apply" ? applyPatch(patching) : { stored: plainPatch(patching, patchForm), code: 200 };
  return replyOf(code, renderObject(stored, { row, form, now: call.now }), form);
}
