import type { Duplex } from "node:stream";
import { acceptor, type Handler, type Listener, listen } from "../transport.ts";
import { dialError, type Network, type Port } from "./dial.ts";

/** The way by which an API server reaches nodes and pods. */
export interface Entrance {
  readonly where: { readonly path: string } | { readonly port: number };
  stop(): Promise<void>;
}

/** Where connections may lead: pods by the network, and the kubelet API of nodes by address and port. */
export interface EntranceOptions {
  readonly path?: string;
  readonly network: Network;
  /** Takes a connection to a node's own service; undefined where there is none. */
  node(address: string, port: number): ((socket: Duplex) => void) | undefined;
}

/** Longer bodies are refused: nothing that a rehearsal stores is that long. */
const longestBody = 1_000_000;

/** A port of a program as an HTTP server. */
function handlerOf(port: Port): Handler {
  return (request, response) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > longestBody) request.destroy();
      else chunks.push(chunk);
    });
    request.on("error", () => undefined);
    request.on("end", () => {
      const path = (request.url ?? "/").replace(/[?#].*$/, "");
      const { status, body } = port.respond(request.method ?? "GET", path, Buffer.concat(chunks).toString("utf8"));
      const type = body.startsWith("{") ? "application/json" : body.startsWith("<") ? "text/html" : "text/plain";
      response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) }).end(body);
    });
  };
}

/** A program that does not speak HTTP hangs up on who does. */
function hangUp(socket: Duplex): void {
  socket.on("error", () => undefined);
  socket.once("data", () => socket.destroy());
  socket.resume();
}

/** Starts the entrance: `CONNECT address:port` leads to a program or to a kubelet, inside this process. */
export async function startEntrance({ path, network, node }: EntranceOptions): Promise<Entrance> {
  const servers = new WeakMap<Port, (socket: Duplex) => void>();
  const open = new Set<Duplex>();
  const serverOf = (port: Port): ((socket: Duplex) => void) => {
    if (port.protocol !== "http") return hangUp;
    const server = servers.get(port) ?? acceptor({ handler: handlerOf(port) });
    servers.set(port, server);
    return server;
  };
  const target = (address: string, port: number): ((socket: Duplex) => void) | string => {
    const own = node(address, port);
    if (own) return own;
    const found = network.at(address, port);
    return typeof found === "string" ? dialError(address, port, found) : serverOf(found);
  };
  const connect = (authority: string, socket: Duplex, head: Buffer): void => {
    const colon = authority.lastIndexOf(":");
    const found = target(authority.slice(0, colon), Number(authority.slice(colon + 1)));
    socket.on("error", () => undefined);
    if (typeof found === "string") {
      socket.end(`HTTP/1.1 502 ${found}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    if (head.length > 0) socket.unshift(head);
    found(socket);
  };
  const listener: Listener = await listen({ ...(path === undefined ? {} : { path }), connect });
  return {
    where: path === undefined ? { port: listener.port } : { path },
    stop: async () => {
      for (const socket of open) socket.destroy();
      await listener.close();
    },
  };
}
