/** What the server answers when it does not do what it is asked. Source: k8s.io/apimachinery/pkg/api/errors. */

/** One thing that is wrong, as `details.causes` carries it. */
export interface StatusCause {
  /** `FieldValueRequired`, `FieldValueInvalid`, `FieldManagerConflict` … */
  readonly reason?: string;
  readonly message: string;
  readonly field?: string;
}

/** `details` of a Status. */
export interface RefusalDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** A request that is refused: the Status that is sent back, thrown. */
export class Refusal extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: RefusalDetails | undefined;

  constructor(status: { code: number; reason: string; message: string; details?: RefusalDetails }) {
    super(status.message);
    this.name = "Refusal";
    this.code = status.code;
    this.reason = status.reason;
    this.details = status.details;
  }
}

/** 400: the request cannot be understood. */
export function badRequest(message: string): Refusal {
  return new Refusal({ code: 400, reason: "BadRequest", message });
}

/** 422 without saying what: a JSON patch that does not apply ends like this on a real server, too. */
export function unprocessable(): Refusal {
  const message = "the server rejected our request due to an error in our request";
  return new Refusal({ code: 422, reason: "Invalid", message, details: {} });
}

/** 500 with a message as it comes, as a real server answers errors that it has no status for. */
export function unexpected(message: string): Refusal {
  return new Refusal({ code: 500, reason: "", message });
}

/** What a refusal is about. */
export interface InvalidTarget {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** 422: fields are wrong. The message lists the distinct causes as `field: message`, in brackets where there are several. */
export function invalid(target: InvalidTarget, causes: readonly StatusCause[]): Refusal {
  const { group, kind, name } = target;
  const qualified = group === "" ? kind : `${kind}.${group}`;
  const texts = [...new Set(causes.map((cause) => (cause.field ? `${cause.field}: ${cause.message}` : cause.message)))];
  const all = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  const details = {
    ...(name === "" ? {} : { name }),
    ...(group === "" ? {} : { group }),
    ...(kind === "" ? {} : { kind }),
    causes,
  };
  const message = `${qualified} ${JSON.stringify(name)} is invalid${texts.length === 0 ? "" : `: ${all}`}`;
  return new Refusal({ code: 422, reason: "Invalid", message, details });
}
