import type { KubeObject } from "../../../model/kubernetes/object.ts";
import type { Container, PodSpec } from "../../../model/kubernetes/pod.ts";
import { compareQuantities } from "../quantity.ts";
import { forbidden } from "../status-error.ts";
import type { Admitted } from "./admitted.ts";
import { lookUpAll } from "./lookup.ts";

type Amounts = Readonly<Record<string, string>>;

interface Limit {
  readonly type: string;
  readonly default?: Amounts;
  readonly defaultRequest?: Amounts;
  readonly min?: Amounts;
  readonly max?: Amounts;
}

interface LimitRange extends KubeObject {
  readonly spec?: { readonly limits?: readonly Limit[] };
}

/** Fills one list of amounts; returns the names that were missing. */
function fill(amounts: Record<string, string>, defaults: Amounts): string[] {
  const missing = Object.keys(defaults)
    .filter((name) => amounts[name] === undefined)
    .sort();
  for (const name of missing) amounts[name] = defaults[name] ?? "";
  return missing;
}

function applyDefaults(container: Container, limit: Limit, what: string): string[] {
  const requests = { ...container.resources?.requests };
  const limits = { ...container.resources?.limits };
  const setLimits = fill(limits, limit.default ?? {});
  const setRequests = fill(requests, limit.defaultRequest ?? {});
  if (setLimits.length + setRequests.length === 0) return [];
  container.resources = {
    ...container.resources,
    ...(Object.keys(requests).length > 0 ? { requests } : {}),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
  };
  const text = (names: string[], kind: string): string[] =>
    names.length > 0 ? [`${names.join(", ")} ${kind} for ${what} ${container.name}`] : [];
  return [...text(setRequests, "request"), ...text(setLimits, "limit")];
}

interface Bound {
  readonly name: string;
  readonly enforced: string;
  readonly request: string | undefined;
  readonly limit: string | undefined;
}

function belowMinimum({ name, enforced, request, limit }: Bound): string | undefined {
  const head = `minimum ${name} usage per Container is ${enforced}`;
  if (request === undefined) return `${head}.  No request is specified`;
  if (compareQuantities(request, enforced) < 0) return `${head}, but request is ${request}`;
  return limit !== undefined && compareQuantities(limit, enforced) < 0 ? `${head}, but limit is ${limit}` : undefined;
}

function aboveMaximum({ name, enforced, request, limit }: Bound): string | undefined {
  const head = `maximum ${name} usage per Container is ${enforced}`;
  if (limit === undefined) return `${head}.  No limit is specified`;
  if (compareQuantities(limit, enforced) > 0) return `${head}, but limit is ${limit}`;
  return request !== undefined && compareQuantities(request, enforced) > 0
    ? `${head}, but request is ${request}`
    : undefined;
}

function violations(container: Container, limit: Limit): string[] {
  const { requests = {}, limits = {} } = container.resources ?? {};
  const check = (bounds: Amounts | undefined, judge: (bound: Bound) => string | undefined): string[] =>
    Object.entries(bounds ?? {}).flatMap(
      ([name, enforced]) => judge({ name, enforced, request: requests[name], limit: limits[name] }) ?? [],
    );
  return [...check(limit.min, belowMinimum), ...check(limit.max, aboveMaximum)];
}

function containerLimits({ call, object }: Admitted): Limit[] {
  const ranges = lookUpAll(call.backend, "v1", "limitranges", object.metadata.namespace ?? "") as LimitRange[];
  return ranges.flatMap((range) => range.spec?.limits ?? []).filter((limit) => limit.type === "Container");
}

function containersOf({ object }: Admitted): { containers: Container[]; initContainers: Container[] } {
  const { containers, initContainers } = (object.spec ?? {}) as Partial<PodSpec>;
  return { containers: containers ?? [], initContainers: initContainers ?? [] };
}

/** Gives containers of a new pod the requests and limits of their namespace. Source: plugin LimitRanger. */
export function admitLimits(admitted: Admitted): void {
  if (admitted.operation !== "CREATE") return;
  const { containers, initContainers } = containersOf(admitted);
  const notes = containerLimits(admitted).flatMap((limit) => [
    ...containers.flatMap((container) => applyDefaults(container, limit, "container")),
    ...initContainers.flatMap((container) => applyDefaults(container, limit, "init container")),
  ]);
  if (notes.length === 0) return;
  const { metadata } = admitted.object;
  const note = `LimitRanger plugin set: ${notes.join("; ")}`;
  metadata.annotations = { ...metadata.annotations, "kubernetes.io/limit-ranger": note };
}

/** Holds the containers of a new pod to the bounds of their namespace. Throws 403. */
export function checkLimits(admitted: Admitted): void {
  const { containers, initContainers } = containersOf(admitted);
  const found = containerLimits(admitted).flatMap((limit) =>
    [...containers, ...initContainers].flatMap((container) => violations(container, limit)),
  );
  if (found.length === 0) return;
  const why = found.length === 1 ? `${found[0]}` : `[${found.join(", ")}]`;
  throw forbidden(admitted.call.row, admitted.object.metadata.name, why);
}
