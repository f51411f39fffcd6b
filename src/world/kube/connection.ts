import { X509Certificate } from "node:crypto";
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  Agent as PlainAgent,
  request as plainRequest,
} from "node:http";
import { Agent, request } from "node:https";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { SalvorProblem } from "../../model/problem.ts";
import { transportSentence } from "../transport-sentence.ts";
import type { ClusterAccess } from "./access.ts";
import type { Credential, Credentials } from "./credentials.ts";

/** One request to the API server. `path` starts with `/` and is below the server's own path. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly accept?: string;
  readonly body?: { readonly type: string; readonly text: string };
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

/** A whole answer. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer that goes on: its body is read as it comes. */
export interface ApiStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/** The server did not answer: refused, unreachable, not trusted, or too slow. `message` is a sentence for a person. */
export class TransportFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** One keep-alive agent to one API server. */
export interface Connection {
  send(request: ApiRequest): Promise<ApiAnswer>;
  stream(request: ApiRequest): Promise<ApiStream>;
  /** That our client certificate has run out, where it has: a server says no more than "Unauthorized" then. */
  expiry(): string | undefined;
  close(): void;
}

const defaultTimeoutSeconds = 30;

/** Opens connections as one user. `agent` names this program to the server. */
export function createConnection(access: ClusterAccess, credentials: Credentials): Connection {
  const held: Held = { access, credentials, loopback: isLoopback(access.server.hostname) };
  return {
    async send(request) {
      const deadline = deadlineOf(request);
      try {
        return await whole(await open(held, request, deadline.signal));
      } catch (error) {
        throw failure(held, error, deadline.passed() ? request : undefined);
      } finally {
        deadline.clear();
      }
    },
    async stream(request) {
      const deadline = deadlineOf(request);
      try {
        return await open(held, request, deadline.signal);
      } catch (error) {
        throw failure(held, error, deadline.passed() ? request : undefined);
      } finally {
        // From here the signal of the caller ends it: a stream has no time of its own.
        deadline.clear();
      }
    },
    expiry: () => expiryOf(held),
    close() {
      held.agent?.value.destroy();
    },
  };
}

interface Held {
  readonly access: ClusterAccess;
  readonly credentials: Credentials;
  readonly loopback: boolean;
  agent?: { readonly value: Agent | PlainAgent; readonly cert: string | undefined };
}

async function open(held: Held, asked: ApiRequest, signal: AbortSignal): Promise<ApiStream> {
  const credential = await held.credentials();
  const first = await once(held, asked, { signal, credential });
  if (first.status !== 401) return first;
  const again = await held.credentials(true);
  if (again.authorization === credential.authorization && again.cert === credential.cert) return first;
  first.body.resume();
  return once(held, asked, { signal, credential: again });
}

function once(held: Held, asked: ApiRequest, by: { signal: AbortSignal; credential: Credential }): Promise<ApiStream> {
  const { server } = held.access;
  const secure = server.protocol === "https:";
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? request : plainRequest)({
      agent: agentFor(held, by.credential),
      host: server.hostname.replace(/^\[|\]$/g, ""),
      port: server.port || (secure ? 443 : 80),
      method: asked.method,
      path: server.pathname.replace(/\/$/, "") + asked.path,
      headers: headersOf(held, asked, by.credential),
      signal: by.signal,
    });
    outgoing.on("response", (incoming) =>
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: unzipped(incoming) }),
    );
    outgoing.on("error", reject);
    outgoing.end(asked.body?.text);
  });
}

function agentFor(held: Held, credential: Credential): Agent | PlainAgent {
  if (held.agent && held.agent.cert === credential.cert) return held.agent.value;
  held.agent?.value.destroy();
  const { tls, server } = held.access;
  const settings = { keepAlive: true, maxSockets: 64, scheduling: "lifo" } as const;
  const value =
    server.protocol === "http:"
      ? new PlainAgent(settings)
      : new Agent({
          ...settings,
          rejectUnauthorized: !tls.insecure,
          ...(tls.ca ? { ca: tls.ca } : {}),
          ...(tls.serverName ? { servername: tls.serverName } : {}),
          ...(credential.cert ? { cert: credential.cert } : {}),
          ...(credential.key ? { key: credential.key } : {}),
        });
  held.agent = { value, cert: credential.cert };
  return value;
}

function headersOf(held: Held, asked: ApiRequest, credential: Credential): Record<string, string | string[]> {
  const { access } = held;
  // Like kubectl: no credential over plain HTTP.
  const authorization = access.server.protocol === "https:" ? credential.authorization : undefined;
  return {
    "user-agent": "salvor",
    accept: asked.accept ?? "application/json",
    ...(held.loopback ? {} : { "accept-encoding": "gzip" }),
    ...(authorization ? { authorization } : {}),
    ...(access.as ? { "impersonate-user": access.as } : {}),
    ...(access.asGroups.length > 0 ? { "impersonate-group": [...access.asGroups] } : {}),
    ...(asked.body
      ? { "content-type": asked.body.type, "content-length": String(Buffer.byteLength(asked.body.text)) }
      : {}),
  };
}

function unzipped(incoming: IncomingMessage): Readable {
  if (incoming.headers["content-encoding"] !== "gzip") return incoming;
  const gunzip = createGunzip();
  incoming.on("error", (error) => gunzip.destroy(error));
  return incoming.pipe(gunzip);
}

async function whole(stream: ApiStream): Promise<ApiAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream.body) chunks.push(chunk as Buffer);
  return {
    status: stream.status,
    headers: stream.headers,
    body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks),
  };
}

interface Deadline {
  readonly signal: AbortSignal;
  passed(): boolean;
  clear(): void;
}

/** Aborts when the time of the request is over, or when its own signal does. */
function deadlineOf(asked: ApiRequest): Deadline {
  const controller = new AbortController();
  let late = false;
  const timer = setTimeout(
    () => {
      late = true;
      controller.abort();
    },
    (asked.timeoutSeconds ?? defaultTimeoutSeconds) * 1000,
  );
  const signal = asked.signal ? AbortSignal.any([controller.signal, asked.signal]) : controller.signal;
  return { signal, passed: () => late, clear: () => clearTimeout(timer) };
}

function failure(held: Held, error: unknown, late: ApiRequest | undefined): Error {
  const { origin } = held.access.server;
  if (late) {
    const seconds = late.timeoutSeconds ?? defaultTimeoutSeconds;
    return new TransportFailure("ETIMEDOUT", `${origin} did not answer within ${seconds} s`, error);
  }
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof SalvorProblem || code === undefined) return error as Error;
  const expiry = expiryOf(held);
  const sentence = transportSentence(origin, error);
  return new TransportFailure(code, expiry ? `${sentence}; ${expiry}` : sentence, error);
}

function expiryOf({ access, agent }: Held): string | undefined {
  if (!agent?.cert) return undefined;
  const until = expiredAt(agent.cert);
  return until && `the client certificate of context "${access.context}" expired at ${until}`;
}

/** When a certificate (PEM) ran out, RFC 3339; undefined while it is valid, or cannot be read. */
function expiredAt(pem: string): string | undefined {
  try {
    const until = new Date(new X509Certificate(pem).validTo);
    return until.getTime() < Date.now() ? until.toISOString() : undefined;
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host.startsWith("127.");
}
