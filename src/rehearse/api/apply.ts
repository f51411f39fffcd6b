/**
 * Server-side apply: one manager's whole wish is merged into the live object, fields that it no longer wishes and nobody else
 * owns are taken away, and fields that others own differently are conflicts. Source as in managed-fields.ts.
 */

import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { timestamp } from "../clock.ts";
import { canonical } from "./canonical.ts";
import { applyDefaults } from "./defaults.ts";
import { misfits } from "./field-check.ts";
import {
  difference,
  type FieldPath,
  type FieldSet,
  fieldSet,
  hasPath,
  intersection,
  isEmptySet,
  pathsOf,
  showPath,
  union,
  without,
} from "./field-set.ts";
import { isObject, type Json, plainShape, type Shape } from "./field-shape.ts";
import { compareObjects, fieldsOf, mergeApplied, removeFields, withNamedFields } from "./field-walk.ts";
import {
  comparable,
  decodeManagers,
  disputed,
  encodeManagers,
  filtered,
  type Managers,
  managerKey,
  noteUpdate,
  type Owned,
  resetFields,
  settle,
  strip,
  type Writer,
} from "./managed-fields.ts";
import { badRequest, Refusal, unexpected } from "./refusal.ts";
import type { StructSchema } from "./schema.ts";

/** A server-side apply. */
export interface ApplyRequest {
  /** The object as it is stored; absent where it will be created. */
  readonly live: KubeObject | undefined;
  /** What is applied, parsed and otherwise as it was sent. */
  readonly patch: unknown;
  /** The kind that the address names. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: StructSchema;
  readonly writer: Writer;
  /** Takes over fields that others own. */
  readonly force: boolean;
}

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

interface Conflict {
  readonly owner: Owned;
  readonly path: FieldPath;
}

/** Thrown inside, so that fields from client-side apply can be taken over before anybody is told. */
class Conflicts extends Error {
  readonly list: readonly Conflict[];

  constructor(list: readonly Conflict[]) {
    super("conflicts");
    this.list = list;
  }
}

function showManager({ manager, subresource, operation, apiVersion }: Owned): string {
  const through = subresource === "" ? "" : ` with subresource ${JSON.stringify(subresource)}`;
  return `${JSON.stringify(manager)}${through}${operation === "Update" ? ` using ${apiVersion}` : ""}`;
}

/** 409 with a cause for each field, in the words that clients print. */
function conflictRefusal(list: readonly Conflict[]): Refusal {
  const causes = list.map(({ owner, path }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${showManager(owner)}`,
    field: showPath(path),
  }));
  const byOwner = Map.groupBy(causes, (cause) => cause.message);
  const groups = [...byOwner]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([message, group]) => {
      const lines = group.map((cause) => `- ${cause.field}`);
      return [`${message.replace("conflict with", "conflicts with")}:`, ...lines].join("\n");
    });
  const [only] = causes;
  const message =
    only && causes.length === 1
      ? `Apply failed with 1 conflict: ${only.message}: ${only.field}`
      : `Apply failed with ${causes.length} conflicts: ${groups.join("\n")}`;
  return new Refusal({ code: 409, reason: "Conflict", message, details: { causes } });
}

/** The apply that runs: the same for one attempt after another. */
interface Applying {
  readonly request: ApplyRequest;
  readonly patch: Json;
  readonly shape: Shape;
  /** The live object as Go would hold it. */
  readonly live: Json;
  readonly managers: Managers;
}

/** Fields that are gone from the new wish, as long as nobody else owns them and they were this manager's. */
function prune(merged: unknown, last: FieldSet | undefined, managers: Managers, shape: Shape): unknown {
  if (!last || isEmptySet(last)) return merged;
  const named = (set: FieldSet): FieldSet => withNamedFields(set, shape);
  const owned = [...managers.values()].reduce((all, { fields }) => union(all, fields), fieldSet([]));
  const before = named(fieldsOf(merged, shape));
  const stripped = removeFields(merged, named(last), shape);
  const left = union(named(fieldsOf(stripped, shape)), named(owned));
  const keptOwned = removeFields(merged, difference(before, left), shape);
  const gone = difference(before, named(fieldsOf(keptOwned, shape)));
  return removeFields(merged, intersection(gone, named(last)), shape);
}

function attempt({ request, patch, shape, live, managers: known }: Applying, force: boolean): [unknown, Managers] {
  const { schema, writer, apiVersion } = request;
  const managers: Managers = new Map(known);
  const identity = {
    manager: writer.manager,
    operation: "Apply",
    apiVersion,
    subresource: writer.subresource,
  } as const;
  const self = managerKey(identity);
  const last = managers.get(self);
  const reset = resetFields(schema, writer.subresource);
  const fields = without(fieldsOf(patch, shape), reset);
  managers.set(self, { ...identity, time: last?.time, fields });
  const next = prune(mergeApplied(live, patch, shape), last?.fields, managers, shape) ?? {};
  const comparison = filtered(compareObjects(live, next as Json, shape), reset);
  const conflicts = [...disputed(managers, self, comparison)].flatMap(([key, set]) => {
    const owner = managers.get(key);
    return owner ? pathsOf(set).map((path) => ({ owner, path })) : [];
  });
  if (!force && conflicts.length > 0) throw new Conflicts(conflicts);
  settle(managers, self, comparison);
  strip(managers, self);
  const changed = !isDeepStrictEqual(live, next);
  const own = managers.get(self);
  if (own && changed) managers.set(self, { ...own, time: timestamp(writer.now) });
  return [changed ? next : undefined, managers];
}

/** Fields that `kubectl apply` left as they still are: `kubectl apply --server-side` may take them over. */
function takenFromClientSide({ request, shape, live }: Applying): FieldSet {
  const text = request.live?.metadata.annotations?.[lastApplied];
  let applied: unknown;
  try {
    applied = JSON.parse(text ?? "");
  } catch {
    return fieldSet([]);
  }
  if (!isObject(applied) || applied.apiVersion !== request.apiVersion || misfits(applied, shape)) return fieldSet([]);
  const { modified, added, removed } = compareObjects(applied, live, shape);
  return [modified, added, removed].reduce(difference, fieldsOf(applied, shape));
}

function attemptAs(applying: Applying): [unknown, Managers] {
  const { request } = applying;
  try {
    return attempt(applying, request.force);
  } catch (error) {
    if (!(error instanceof Conflicts)) throw error;
    if (request.writer.manager !== "kubectl") throw conflictRefusal(error.list);
    const allowed = takenFromClientSide(applying);
    const left = error.list.filter(({ path }) => !hasPath(allowed, path));
    if (left.length > 0) throw conflictRefusal(left);
    return attempt(applying, true);
  }
}

/** `apps/v1, Kind=Deployment`, as Go prints a kind. */
function goKind(apiVersion: string, kind: string): string {
  return `${apiVersion.includes("/") ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

function checkPatch({ patch, apiVersion, kind, schema }: ApplyRequest): Json {
  if (!isObject(patch)) throw badRequest("error decoding YAML: the body is not an object");
  const given = goKind(String(patch.apiVersion ?? ""), String(patch.kind ?? ""));
  if (given !== goKind(apiVersion, kind)) throw badRequest(`invalid object type: ${given}`);
  const metadata = isObject(patch.metadata) ? patch.metadata : {};
  if (metadata.managedFields !== undefined && metadata.managedFields !== null)
    throw badRequest("metadata.managedFields must be nil");
  const wrong = misfits(patch, plainShape(schema));
  if (wrong) {
    const name = `${metadata.namespace ?? ""}/${metadata.name ?? ""}`;
    throw unexpected(`failed to create typed patch object (${name}; ${given}): ${wrong}`);
  }
  return patch;
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortedKeys(value[key])]),
  );
}

/** `kubectl apply --server-side` keeps the annotation of client-side apply true where there is one. */
function refreshLastApplied(object: KubeObject, patch: Json, manager: string): KubeObject {
  const { annotations } = object.metadata;
  if (manager !== "kubectl" || !annotations?.[lastApplied]) return object;
  const config = structuredClone(patch) as { metadata?: { annotations?: Record<string, string> } };
  if (config.metadata?.annotations) delete config.metadata.annotations[lastApplied];
  const text = `${JSON.stringify(sortedKeys(config))}\n`;
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, [lastApplied]: text } } };
}

/** Fields from before anybody was tracked belong to a manager of their own. */
function knownManagers({ live, schema, writer }: ApplyRequest): Managers {
  const managers = decodeManagers(live?.metadata.managedFields);
  if (!managers) throw unexpected("failed to decode managed fields: the entries of the object are malformed");
  if (managers.size === 0 && live)
    noteUpdate(managers, { live: undefined, next: live }, schema, { ...writer, manager: "before-first-apply" });
  return managers;
}

/**
 * Applies a patch and returns the object to be stored, with defaults and managers; the live object is not changed. Throws a
 * `Refusal`: 400 for another kind or for a body with managedFields, 409 with the conflicts, 500 for what does not fit the
 * schema (as a real server answers).
 */
export function serverSideApply(request: ApplyRequest): KubeObject {
  const patch = checkPatch(request);
  const { schema, live, apiVersion, kind } = request;
  const applying: Applying = {
    request,
    patch,
    shape: plainShape(schema),
    live: comparable(live ?? ({ apiVersion, kind, metadata: {} } as KubeObject), schema),
    managers: knownManagers(request),
  };
  const [next, managers] = attemptAs(applying);
  const object = next === undefined ? applying.live : canonical(next as Json, schema);
  const defaulted = next === undefined ? object : canonical(applyDefaults(object as unknown as KubeObject), schema);
  const refreshed = refreshLastApplied(defaulted as unknown as KubeObject, patch, request.writer.manager);
  return encodeManagers(refreshed, managers);
}
