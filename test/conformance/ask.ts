import { Agent, type RequestOptions, request } from "node:https";
import type { TLSSocket } from "node:tls";

/** One question to an API server. `body` is sent as JSON unless it is text or bytes already. */
export interface Question {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One answer; `body` is parsed where it is JSON, else the text. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** Where a watch is, line by line. */
export type Line = { readonly type: string; readonly object: Record<string, unknown> };

/** A server as a test asks it: a plain HTTP client, so that no code of the program is its own judge. */
export interface Connection {
  ask(question: Question): Promise<Answer>;
  /** The lines of a watch as they come; it ends when the server ends it or the signal aborts. */
  lines(path: string, signal: AbortSignal, headers?: Readonly<Record<string, string>>): AsyncGenerator<Line>;
  /** The serving certificate and those it came with, PEM. */
  certificate(): Promise<string>;
  close(): void;
}

function optionsOf(target: { url: string; token: string }, agent: Agent, question: Question): RequestOptions {
  const url = new URL(target.url);
  const payload = payloadOf(question.body);
  const json = question.body !== undefined && !(question.headers && "content-type" in question.headers);
  return {
    agent,
    host: url.hostname,
    port: url.port,
    method: question.method ?? "GET",
    path: question.path,
    headers: {
      ...(target.token ? { authorization: `Bearer ${target.token}` } : {}),
      "user-agent": "conformance/1.0",
      accept: "application/json",
      ...(json ? { "content-type": "application/json" } : {}),
      // Node sends the body of a DELETE without saying where it ends.
      ...(payload === undefined ? {} : { "content-length": String(Buffer.byteLength(payload)) }),
      ...question.headers,
    },
  };
}

function payloadOf(body: unknown): string | Buffer | undefined {
  if (body === undefined || typeof body === "string" || Buffer.isBuffer(body)) return body;
  return JSON.stringify(body);
}

/** JSON where it is JSON, else the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Connects to one server; certificates are not checked, because what is tested is what it answers. */
export function connect(target: { url: string; token: string }): Connection {
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        const outgoing = request(optionsOf(target, agent, question), (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("error", reject);
          response.once("end", () => {
            const body = parsed(Buffer.concat(chunks).toString("utf8"));
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
          });
        });
        outgoing.once("error", reject);
        outgoing.end(payloadOf(question.body));
      }),
    lines: (path, signal, headers) =>
      linesOf(optionsOf(target, agent, { path, ...(headers ? { headers } : {}) }), signal),
    certificate: () =>
      new Promise((resolve, reject) => {
        const outgoing = request(optionsOf(target, new Agent({ rejectUnauthorized: false }), { path: "/readyz" }));
        outgoing.once("response", (response) => {
          resolve(pemOf(response.socket as TLSSocket));
          response.resume();
        });
        outgoing.once("error", reject);
        outgoing.end();
      }),
    close: () => agent.destroy(),
  };
}

/** A server that made its own authority sends it along; the last of the chain signed the others. */
function pemOf(socket: TLSSocket): string {
  const found: string[] = [];
  let certificate = socket.getPeerCertificate(true);
  const seen = new Set<string>();
  while (certificate?.raw && !seen.has(certificate.fingerprint256)) {
    seen.add(certificate.fingerprint256);
    const lines = certificate.raw.toString("base64").match(/.{1,64}/g) ?? [];
    found.push(`-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`);
    certificate = certificate.issuerCertificate;
  }
  return found.join("");
}

async function* linesOf(options: RequestOptions, signal: AbortSignal): AsyncGenerator<Line> {
  const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    const outgoing = request({ ...options, signal }, resolve);
    outgoing.once("error", reject);
    outgoing.end();
  });
  let rest = "";
  try {
    for await (const chunk of response.setEncoding("utf8")) {
      const lines = `${rest}${chunk}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.trim() !== "") yield JSON.parse(line) as Line;
    }
    if (rest.trim() !== "") yield { type: `HTTP ${response.statusCode}`, object: JSON.parse(rest) };
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
