import type { Clock } from "../../model/world.ts";
import type { Masker } from "../mask/masker.ts";
import { type ApiAnswer, type ApiRequest, type Connection, TransportFailure } from "./connection.ts";

/** The `Status` object with which an API server says no. */
export interface ApiStatus {
  readonly kind?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly code?: number;
  readonly details?: {
    readonly name?: string;
    readonly kind?: string;
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];
  };
}

/** No usable answer: `status` is the HTTP status, 0 when the server was not reached. `message` is masked, and the server's own words where it said any. */
export interface ApiFailure {
  readonly ok: false;
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly said?: ApiStatus;
}

/** An answer with its body parsed. */
export interface ApiSuccess {
  readonly ok: true;
  readonly status: number;
  readonly body: unknown;
}

/** Asked before each try: a reason not to send it (a lost lease), or undefined. */
export type BeforeTry = () => string | undefined;

/** Requests with bounded patience: 429 and 5xx are tried again as the server asks, for at most about half a minute. */
export interface Api {
  readonly connection: Connection;
  json(request: ApiRequest, beforeTry?: BeforeTry): Promise<ApiSuccess | ApiFailure>;
  /** The bytes of an answer with status 200, unparsed. */
  bytes(request: ApiRequest, beforeTry?: BeforeTry): Promise<{ ok: true; status: number; body: Buffer } | ApiFailure>;
}

const tries = 5;
const longestWaitSeconds = 10;

/** Makes the client that everything in this folder uses. */
export function createApi(connection: Connection, clock: Clock, masker: Masker): Api {
  const bytes: Api["bytes"] = async (request, beforeTry) => {
    for (let attempt = 1; ; attempt++) {
      const veto = beforeTry?.();
      if (veto !== undefined) return { ok: false, status: 0, reason: "Fenced", message: veto };
      const got = await once(connection, request, masker);
      if (got.ok || attempt === tries || request.signal?.aborted) return got;
      const wait = waitSeconds(got, attempt);
      if (wait === undefined) return got;
      await clock.sleep(wait, request.signal);
    }
  };
  return {
    connection,
    bytes,
    async json(request, beforeTry) {
      const got = await bytes(request, beforeTry);
      return got.ok ? parsed(got) : got;
    },
  };
}

async function once(
  connection: Connection,
  request: ApiRequest,
  masker: Masker,
): Promise<{ ok: true; status: number; body: Buffer } | ApiFailure> {
  try {
    const answer = await connection.send(request);
    if (answer.status >= 200 && answer.status < 300) return { ok: true, status: answer.status, body: answer.body };
    const failure = refused(answer, masker);
    const expiry = answer.status === 401 ? connection.expiry() : undefined;
    return expiry ? { ...failure, message: `${failure.message}: ${expiry}` } : failure;
  } catch (error) {
    if (error instanceof TransportFailure) return { ok: false, status: 0, reason: error.code, message: error.message };
    throw error;
  }
}

function parsed(got: { status: number; body: Buffer }): ApiSuccess | ApiFailure {
  try {
    return { ok: true, status: got.status, body: JSON.parse(got.body.toString("utf8")) as unknown };
  } catch {
    return {
      ok: false,
      status: got.status,
      reason: "NotJson",
      message: "the server's answer is not JSON: it is no Kubernetes API server",
    };
  }
}

function refused(answer: ApiAnswer, masker: Masker): ApiFailure {
  const text = answer.body.toString("utf8");
  const retryAfter = Number(answer.headers["retry-after"]);
  const said = statusIn(text);
  const message = masker.text(said?.message || text.trim().slice(0, 500) || `HTTP ${answer.status}`);
  const withWait =
    Number.isFinite(retryAfter) && retryAfter > 0
      ? { ...said, details: { ...said?.details, retryAfterSeconds: retryAfter } }
      : said;
  return {
    ok: false,
    status: answer.status,
    reason: said?.reason ?? String(answer.status),
    message,
    ...(withWait ? { said: withWait } : {}),
  };
}

/** The Status object in a body, if it is one. */
export function statusIn(text: string): ApiStatus | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const status = JSON.parse(text) as ApiStatus;
    return status.kind === "Status" ? status : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the server said that the object is not there. A 404 that names no object says something else: a path that is
 * not served, or a proxy in between that knows nothing of the cluster.
 */
export function isAbsent(failure: ApiFailure): boolean {
  return failure.status === 404 && failure.said?.reason === "NotFound" && Boolean(failure.said.details?.name);
}

/** A server-side apply whose fields have wrong types: the server says 500, but means that the manifest is wrong. */
export function isUntypable(failure: ApiFailure): boolean {
  return failure.status === 500 && /^failed to create typed patch object/.test(failure.message);
}

/** How long to wait before the next try; undefined: another try would say the same. */
function waitSeconds(failure: ApiFailure, attempt: number): number | undefined {
  const asked = failure.said?.details?.retryAfterSeconds;
  const transient =
    [429, 500, 502, 503, 504].includes(failure.status) || failure.reason === "ECONNRESET" || failure.reason === "EPIPE";
  if (!transient || isUntypable(failure)) return undefined;
  return Math.min(longestWaitSeconds, asked ?? 0.2 * 2 ** (attempt - 1));
}
