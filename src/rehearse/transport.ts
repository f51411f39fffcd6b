import {
  createServer as createPlainServer,
  type IncomingMessage,
  request as plainRequest,
  type ServerResponse,
} from "node:http";
import { Agent, createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex, Readable } from "node:stream";
import { connect as connectTls, createSecureContext } from "node:tls";

/** The only file of the rehearsal cluster that listens and connects. */

/** A certificate with its private key, both PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Takes over a connection for `CONNECT host:port`; answering on the socket is its business. */
export type ConnectHandler = (authority: string, socket: Duplex, head: Buffer) => void;

/** A server that listens. `close` ends open connections too. */
export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** Where and how to listen. `port` 0 takes a free one; `path` is a unix socket instead. */
export interface ListenOptions {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly tls?: KeyPair & { readonly sni?: (name: string) => KeyPair | undefined; readonly clientCa?: string };
  readonly handler?: Handler;
  readonly connect?: ConnectHandler;
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

function serverOf(options: Omit<ListenOptions, "host" | "port" | "path">): ReturnType<typeof createServer> {
  const handler = options.handler ?? ((_request, response) => response.writeHead(404).end());
  const { tls } = options;
  const server = tls
    ? createServer(
        {
          cert: tls.cert,
          key: tls.key,
          ...(tls.clientCa ? { ca: tls.clientCa, requestCert: true, rejectUnauthorized: false } : {}),
          ...(tls.sni
            ? {
                SNICallback: (name, done) => {
                  const pair = tls.sni?.(name);
                  done(null, createSecureContext(pair ?? { cert: tls.cert, key: tls.key }));
                },
              }
            : {}),
        },
        handler,
      )
    : (createPlainServer(handler) as unknown as ReturnType<typeof createServer>);
  const { connect, upgrade } = options;
  if (connect) server.on("connect", (message, socket, head) => connect(message.url ?? "", socket, head));
  if (upgrade) server.on("upgrade", upgrade);
  server.on("clientError", (_error, socket) => socket.destroy());
  server.keepAliveTimeout = 60_000;
  server.requestTimeout = 0;
  return server;
}

/** Listens. Rejects with the system's error, such as EADDRINUSE. */
export function listen(options: ListenOptions): Promise<Listener> {
  const server = serverOf(options);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const listening = (): void => {
      server.off("error", reject);
      server.on("error", () => undefined);
      const address = server.address() as AddressInfo | string | null;
      resolve({
        port: typeof address === "object" && address ? address.port : 0,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    };
    if (options.path) server.listen(options.path, listening);
    else server.listen(options.port ?? 0, options.host ?? "127.0.0.1", listening);
  });
}

/** A server without a port: connections are handed to it (those that came through CONNECT). */
export function acceptor(options: Omit<ListenOptions, "host" | "port" | "path">): (socket: Duplex) => void {
  const server = serverOf(options);
  return (socket) => {
    server.emit("connection", socket);
  };
}

/** The server that a client speaks to, and as whom. */
export interface Target {
  readonly url: string;
  readonly ca?: string;
  readonly token?: string;
  readonly client?: KeyPair;
  /** The name that TLS asks for, where it is not the host of the URL. */
  readonly servername?: string;
}

/** What is sent. */
export interface Sending {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
}

/** An answer whose body is still to be read. */
export interface Opened {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Readable;
}

/** A client with connections of its own that stay open between requests. */
export interface Connection {
  /** Resolves when the head of the answer is there. Rejects with the system's error when there is none. */
  open(sending: Sending): Promise<Opened>;
  /** The same with the whole body as text. */
  send(sending: Sending): Promise<{ status: number; headers: IncomingMessage["headers"]; text: string }>;
  close(): void;
}

/** Makes a client for one server. */
export function connectTo(target: Target): Connection {
  const url = new URL(target.url);
  const agent = new Agent({
    keepAlive: true,
    ...(target.ca ? { ca: target.ca } : {}),
    ...(target.client ? { cert: target.client.cert, key: target.client.key } : {}),
    ...(target.servername ? { servername: target.servername } : {}),
  });
  const open = (sending: Sending): Promise<Opened> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent,
          host: url.hostname,
          port: url.port || 443,
          path: sending.path,
          method: sending.method ?? "GET",
          headers: {
            ...(target.token ? { authorization: `Bearer ${target.token}` } : {}),
            ...(sending.body === undefined ? {} : { "content-length": String(Buffer.byteLength(sending.body)) }),
            ...sending.headers,
          },
          ...(sending.signal ? { signal: sending.signal } : {}),
        },
        (incoming) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming }),
      );
      outgoing.once("error", reject);
      outgoing.end(sending.body);
    });
  return {
    open,
    send: async (sending) => {
      const opened = await open(sending);
      const chunks: Buffer[] = [];
      for await (const chunk of opened.body) chunks.push(chunk as Buffer);
      return { status: opened.status, headers: opened.headers, text: Buffer.concat(chunks).toString("utf8") };
    },
    close: () => agent.destroy(),
  };
}

/** Asks an entrance (a unix socket, or a port on loopback) for `CONNECT authority`; rejects with what it answered. */
export function connectThrough(entrance: { path: string } | { port: number }, authority: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const where = "path" in entrance ? { socketPath: entrance.path } : { host: "127.0.0.1", port: entrance.port };
    const outgoing = plainRequest({ ...where, method: "CONNECT", path: authority, headers: { host: authority } });
    outgoing.once("connect", (answer, socket, head) => {
      // What a server says first may come with the answer to CONNECT.
      if (head.length > 0) socket.unshift(head);
      if (answer.statusCode === 200) resolve(socket);
      else {
        socket.destroy();
        reject(new Error(answer.statusMessage || `CONNECT ${authority}: ${answer.statusCode}`));
      }
    });
    outgoing.once("error", reject);
    outgoing.end();
  });
}

/** A request over a connection that is there already. `tls`: the other side speaks TLS, and may be shown a certificate. */
export interface SendingOver extends Omit<Sending, "body"> {
  readonly body?: Readable;
  readonly tls?: { readonly client?: KeyPair };
}

/** Certificates of nodes and pods are not checked, as API servers do by default. */
function encrypted(socket: Duplex, { client }: NonNullable<SendingOver["tls"]>): Duplex {
  return connectTls({ socket, rejectUnauthorized: false, ...(client ? { cert: client.cert, key: client.key } : {}) });
}

/** Sends one request over a connection that ends with it. Rejects with the system's error when there is no answer. */
export function sendOver(socket: Duplex, sending: SendingOver): Promise<Opened> {
  const { method = "GET", path, headers = {}, body, tls, signal } = sending;
  const channel = tls ? encrypted(socket, tls) : socket;
  return new Promise((resolve, reject) => {
    const outgoing = plainRequest({
      createConnection: () => channel,
      method,
      path,
      headers: { ...headers, connection: "close" },
      ...(signal ? { signal } : {}),
    });
    outgoing.once("response", (incoming) => {
      incoming.once("close", () => socket.destroy());
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming });
    });
    outgoing.once("error", (error) => {
      socket.destroy();
      reject(error);
    });
    if (body) body.pipe(outgoing);
    else outgoing.end();
  });
}
