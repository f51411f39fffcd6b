import { parseAddress } from "../../model/kubernetes/address.ts";
import { behind, resolve, type ServiceView } from "./dns.ts";

/** An answer to an HTTP request. */
export interface PortAnswer {
  readonly status: number;
  readonly body: string;
}

/** A port that a program listens on. */
export interface Port {
  readonly protocol: "http" | "grpc" | "tcp";
  /** Answers a request; `path` has no query. */
  respond(method: string, path: string, body: string): PortAnswer;
  /** What the gRPC health service says. */
  serving(): boolean;
}

/** Something with an address of its own: a pod, by its programs, or a node. */
export interface Host {
  port(port: number): Port | undefined;
}

/** The network of the cluster's pods. */
export interface Network {
  /** Puts a host at an address; several may share one (the node's own network). Returns what takes it away. */
  join(address: string, host: Host): () => void;
  /** The port at an address, without Services. */
  at(address: string, port: number): Port | "refused" | "unreachable";
}

/** Makes a network without hosts. */
export function createNetwork(): Network {
  const hosts = new Map<string, Set<Host>>();
  return {
    join: (address, host) => {
      const here = hosts.get(address) ?? new Set();
      hosts.set(address, here.add(host));
      return () => {
        here.delete(host);
        if (here.size === 0 && hosts.get(address) === here) hosts.delete(address);
      };
    },
    at: (address, port) => {
      const here = hosts.get(address);
      if (!here) return "unreachable";
      for (const host of here) {
        const found = host.port(port);
        if (found) return found;
      }
      return "refused";
    },
  };
}

/** What Go's net package says of a connection that was not made. */
export function dialError(address: string, port: number, failed: "refused" | "unreachable"): string {
  const why = failed === "refused" ? "connection refused" : "no route to host";
  return `dial tcp ${address}:${port}: connect: ${why}`;
}

/** Ports that clients take where a URL says none, beside those of HTTP. */
const usualPorts: Readonly<Record<string, number>> = {
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
  rediss: 6379,
  amqp: 5672,
  nats: 4222,
  mongodb: 27017,
  kafka: 9092,
  bolt: 7687,
  neo4j: 7687,
};

const anyHost = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/]*@)?([^:/?#]+)(?::(\d+))?(?:[/?#].*)?$/i;

function hostAndPort(text: string): { host: string; port: number } | { problem: string } {
  const parsed = parseAddress(text);
  const [, loose, loosePort] = anyHost.exec(text.trim()) ?? [];
  const host = parsed?.host ?? loose;
  const port = parsed?.port ?? usualPorts[parsed?.scheme ?? ""] ?? (loosePort ? Number(loosePort) : undefined);
  if (!host || port === undefined) return { problem: `dial tcp: address ${text}: missing port in address` };
  return { host, port };
}

/** From where a program connects, and what it can see. */
export interface Dialing {
  readonly namespace: string;
  readonly own: Host;
  readonly network: Network;
  readonly services: ServiceView;
}

/** Connects to `host:port` or a URL as a program in a pod would; undefined when something answers, else Go's words. */
export function dialProblem(text: string, dialing: Dialing): string | undefined {
  const wanted = hostAndPort(text);
  if ("problem" in wanted) return wanted.problem;
  const { host, port } = wanted;
  if (host === "localhost" || host.startsWith("127.")) {
    return dialing.own.port(port) ? undefined : dialError("127.0.0.1", port, "refused");
  }
  const resolved = resolve(host, dialing.namespace, dialing.services);
  if ("problem" in resolved) return `dial tcp: ${resolved.problem}`;
  const [address = ""] = resolved.addresses;
  const reached = reach(address, port, dialing);
  return typeof reached === "string" ? dialError(address, port, reached) : undefined;
}

/** A Service's address leads to a ready endpoint; the API server's own is outside of this network and answers. */
function reach(address: string, port: number, { services, network }: Dialing): Port | true | "refused" | "unreachable" {
  const service = services.serviceAt(address);
  if (!service) return network.at(address, port);
  const { namespace, name } = service.metadata;
  if (namespace === "default" && name === "kubernetes") return port === 443 ? true : "refused";
  const target = behind(service, port, services);
  return target ? network.at(target.address, target.port) : "refused";
}
