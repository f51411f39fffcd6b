import { handleLegacyBinding } from "./binding.ts";
import type { Call, Reply, ResourceCall } from "./call.ts";
import { handleCreate } from "./create.ts";
import { handleDelete, handleDeleteCollection } from "./delete.ts";
import { formOf, renderObject, replyOf } from "./forms.ts";
import { kindByResource, kinds } from "./kinds.ts";
import { handleList } from "./list.ts";
import { versionNumber } from "./list-options.ts";
import { handlePatch } from "./patch.ts";
import { handleReview, isReview } from "./reviews.ts";
import { schemaOf } from "./schema.ts";
import { methodNotAllowed, noSuchResource, versionTooLarge } from "./status-error.ts";
import { subresourceHandlers } from "./subresources.ts";
import { handleUpdate, storedFor } from "./update.ts";
import { handleWatch } from "./watch.ts";

async function handleGet(call: ResourceCall): Promise<Reply> {
  const form = formOf(call.incoming, call.query);
  const asked = call.query.get("resourceVersion") ?? "";
  const { store } = call.backend;
  if (versionNumber(asked, true) > store.version) throw versionTooLarge(asked, store.version);
  return replyOf(200, renderObject(storedFor(call), { row: call.row, form, now: call.now }), form);
}

type Answer = (call: ResourceCall) => Promise<Reply | undefined>;

const named: Readonly<Record<string, Answer>> = {
  get: handleGet,
  update: handleUpdate,
  patch: handlePatch,
  delete: handleDelete,
};

const collective: Readonly<Record<string, Answer>> = {
  list: handleList,
  watch: async (call) => {
    handleWatch(call);
    return undefined;
  },
  create: handleCreate,
  deletecollection: handleDeleteCollection,
};

function understood(call: Call): ResourceCall {
  const { group, version, resource, subresource, namespace } = call.route;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const row = kindByResource(apiVersion, resource);
  if (!row) throw noSuchResource();
  const part = row.subresources.find((entry) => entry.name === subresource);
  if (subresource !== "" && !part) throw noSuchResource();
  const oneNamed = call.route.name !== "" && call.incoming.url !== undefined && isNamedPath(call);
  if (oneNamed && row.namespaced && namespace === "") throw noSuchResource();
  if (!row.namespaced && namespace !== "" && row.resource !== "namespaces") throw noSuchResource();
  const schema = schemaOf(apiVersion, row.kind);
  if (!schema) throw noSuchResource();
  return { ...call, row, schema, subresource: part };
}

/** Whether the path itself names an object: a list that a selector narrows to one name does not. */
function isNamedPath(call: Call): boolean {
  return !["list", "watch", "create", "deletecollection"].includes(call.route.verb) || call.route.subresource !== "";
}

/** Answers a request for a resource. */
export async function handleResource(plain: Call): Promise<Reply | undefined> {
  const call = understood(plain);
  const { row, route } = call;
  if (call.subresource) {
    const handler = subresourceHandlers[call.subresource.name];
    if (!handler) throw noSuchResource();
    return handler(call);
  }
  if (isReview(row)) return handleReview(call);
  const verb = route.verb === "create" && route.name !== "" ? "" : route.verb;
  if (plain.method === "HEAD" || !row.verbs.includes(verb)) throw methodNotAllowed();
  if (row.namespaced && route.namespace === "" && ["create", "deletecollection"].includes(verb))
    throw methodNotAllowed();
  if (route.name === "" && isNamedPath(call)) throw methodNotAllowed();
  if (row.kind === "Binding") return handleLegacyBinding(call);
  const handler = (isNamedPath(call) ? named : collective)[verb];
  if (!handler) throw methodNotAllowed();
  return handler(call);
}

/** Whether anything is served under a group version. */
export function servesVersion(group: string, version: string): boolean {
  return kinds.some((row) => row.group === group && row.version === version);
}
