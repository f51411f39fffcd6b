import { Refusal, type StatusCause } from "./refusal.ts";

/** A group and a plural, as error texts name a kind of thing. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

/** `deployments.apps`, `pods`. */
export function qualified({ group, resource }: GroupResource): string {
  return group === "" ? resource : `${resource}.${group}`;
}

function about(of: GroupResource, name: string): { name?: string; group?: string; kind: string } {
  return {
    ...(name === "" ? {} : { name }),
    ...(of.group === "" ? {} : { group: of.group }),
    kind: of.resource,
  };
}

/** 404 for an object. */
export function notFound(of: GroupResource, name: string): Refusal {
  const message = `${qualified(of)} "${name}" not found`;
  return new Refusal({ code: 404, reason: "NotFound", message, details: about(of, name) });
}

/** 404 for a path under a served group version that holds no such resource. */
export function noSuchResource(): Refusal {
  const message = "the server could not find the requested resource";
  return new Refusal({ code: 404, reason: "NotFound", message, details: {} });
}

/** 405. */
export function methodNotAllowed(): Refusal {
  const message = "the server does not allow this method on the requested resource";
  return new Refusal({ code: 405, reason: "MethodNotAllowed", message, details: {} });
}

/** 409 for a name that is taken. `going`: by an object that is being deleted. */
export function alreadyExists(of: GroupResource, name: string, going = false): Refusal {
  const message = `${going ? "object is being deleted: " : ""}${qualified(of)} "${name}" already exists`;
  return new Refusal({ code: 409, reason: "AlreadyExists", message, details: about(of, name) });
}

/** 409 for a write that came from an older state, or a precondition that does not hold. */
export function conflict(of: GroupResource, name: string, why: string): Refusal {
  const message = `Operation cannot be fulfilled on ${qualified(of)} "${name}": ${why}`;
  return new Refusal({ code: 409, reason: "Conflict", message, details: about(of, name) });
}

/** Why a write from an older resourceVersion is refused. */
export const modifiedMeanwhile =
  "the object has been modified; please apply your changes to the latest version and try again";

/** 403 for an object or a kind. `causes` are added by admission. */
export function forbidden(of: GroupResource, name: string, why: string, causes?: readonly StatusCause[]): Refusal {
  const message =
    name === "" ? `${qualified(of)} is forbidden: ${why}` : `${qualified(of)} "${name}" is forbidden: ${why}`;
  const details = { ...about(of, name), ...(causes ? { causes } : {}) };
  return new Refusal({ code: 403, reason: "Forbidden", message, details });
}

/** 403 for a path that is no resource. */
export function forbiddenPath(why: string): Refusal {
  return new Refusal({ code: 403, reason: "Forbidden", message: `forbidden: ${why}`, details: {} });
}

/** 401. */
export function unauthorized(): Refusal {
  return new Refusal({ code: 401, reason: "Unauthorized", message: "Unauthorized" });
}

/** 410: the state that was asked for is no longer known. */
export function expired(message: string): Refusal {
  return new Refusal({ code: 410, reason: "Expired", message });
}

/** 413 for a body of more than three megabytes. */
export function tooLarge(limit: number): Refusal {
  const message = `Request entity too large: limit is ${limit}`;
  return new Refusal({ code: 413, reason: "RequestEntityTooLarge", message });
}

/** 415. */
export function unsupportedMediaType(accepted: readonly string[]): Refusal {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`;
  return new Refusal({ code: 415, reason: "UnsupportedMediaType", message });
}

/** 406. */
export function notAcceptable(available: readonly string[]): Refusal {
  const message = `406: Not Acceptable\n\nAvailable representations: ${available.join(", ")}`;
  return new Refusal({ code: 406, reason: "NotAcceptable", message, details: {} });
}

/** 406 for a form of objects that is not made here. */
export function onlyAccepted(accepted: readonly string[]): Refusal {
  const message = `only the following media types are accepted: ${accepted.join(", ")}`;
  return new Refusal({ code: 406, reason: "NotAcceptable", message });
}

/** An answer in plain text, as the filters before the API give it, thrown. */
export class PlainRefusal extends Error {
  readonly code: number;

  constructor(code: number, text: string) {
    super(text);
    this.name = "PlainRefusal";
    this.code = code;
  }
}

/** 500 as the server wraps its own failures. */
export function internalError(message: string): Refusal {
  const details = { causes: [{ message }] };
  return new Refusal({ code: 500, reason: "InternalError", message: `Internal error occurred: ${message}`, details });
}

/** 503 without a body of its own. */
export function unavailable(message: string): Refusal {
  return new Refusal({ code: 503, reason: "ServiceUnavailable", message });
}

/** 504 for a resourceVersion that does not exist yet. */
export function versionTooLarge(asked: string, current: number): Refusal {
  return new Refusal({
    code: 504,
    reason: "Timeout",
    message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
    details: {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      retryAfterSeconds: 1,
    },
  });
}

/** The Status object of a refusal, with its keys in the order of a real server. */
export function statusOf(refusal: Refusal): Record<string, unknown> {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: refusal.message,
    ...(refusal.reason === "" ? {} : { reason: refusal.reason }),
    ...(refusal.details === undefined ? {} : { details: refusal.details }),
    code: refusal.code,
  };
}
