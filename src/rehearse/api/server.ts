import { randomBytes } from "node:crypto";
import type { FaultKind } from "../../model/fault.ts";
import { type Authority, createAuthority } from "../certificates.ts";
import type { RehearsalClock } from "../clock.ts";
import { listen } from "../transport.ts";
import { keepAggregated } from "./aggregate.ts";
import { createFaultGate } from "./api-faults.ts";
import type { AuditEntry } from "./audit.ts";
import { bootstrap } from "./bootstrap.ts";
import type { Backend } from "./call.ts";
import { createClusterAddresses } from "./cluster-ip.ts";
import { handle, type Serving } from "./handle.ts";
import { createIdentity } from "./identity.ts";
import { createPermissions } from "./rbac.ts";
import { createReach, type Entrance, type Reach } from "./reach.ts";
import { Store } from "./store.ts";
import { createTokens } from "./tokens.ts";
import type { TokenUser } from "./user.ts";

/** How to start the API server. */
export interface ApiOptions {
  /** The same seed gives the same uids, generated names and cluster addresses. */
  readonly seed: string;
  readonly clock: RehearsalClock;
  /** On 127.0.0.1; a free one where absent. Rejects with EADDRINUSE when it is taken. */
  readonly port?: number;
  /** Who signs the serving certificate; a new one where absent. */
  readonly authority?: Authority;
  /** The catalogue of faults; those whose effect is of the kind `api` are acted on here. */
  readonly faults: readonly FaultKind[];
  /** Called once for each answered request. */
  readonly audit?: (entry: AuditEntry) => void;
  /** More bearer tokens, besides the administrator's. */
  readonly users?: readonly TokenUser[];
}

/** A running API server. */
export interface Api {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** The authority's certificate, PEM. */
  readonly ca: string;
  readonly authority: Authority;
  /** The bearer token of the user `admin` in `system:masters`. */
  readonly adminToken: string;
  /** A kubeconfig (YAML) with one context, for the administrator. */
  kubeconfig(): string;
  /** Tells where nodes and pods are reached; before that, logs and proxies answer that there is no way. */
  setEntrance(entrance: Entrance): void;
  /** Closes every connection and watch. */
  stop(): Promise<void>;
}

function kubeconfigText(url: string, ca: string, token: string): string {
  return `apiVersion: v1
kind: Config
current-context: rehearsal
clusters:
- name: rehearsal
  cluster:
    server: ${url}
    certificate-authority-data: ${Buffer.from(ca).toString("base64")}
contexts:
- name: rehearsal
  context:
    cluster: rehearsal
    user: admin
users:
- name: admin
  user:
    token: ${token}
`;
}

/** Names under which the serving certificate is good. */
const servingNames = {
  commonName: "kube-apiserver",
  dns: [
    "localhost",
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
  ],
  ips: ["127.0.0.1", "10.96.0.1"],
};

function createBackend(options: ApiOptions, adminToken: string, reach: Reach): Backend {
  const { clock, seed, users = [] } = options;
  const store = new Store();
  const identity = createIdentity(seed);
  const admin = { name: "admin", uid: "admin", groups: ["system:masters"], token: adminToken };
  const backend: Backend = {
    store,
    clock,
    identity,
    permissions: createPermissions(store),
    addresses: createClusterAddresses(identity),
    tokens: createTokens([admin, ...users], store, clock),
    reach,
  };
  bootstrap(backend);
  keepAggregated(backend);
  return backend;
}

/** Starts the API server on loopback; it is ready when the promise resolves. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const authority = options.authority ?? (await createAuthority("rehearsal"));
  const certificate = await authority.issue(servingNames);
  const adminToken = randomBytes(24).toString("base64url");
  const client = await authority.issue({
    commonName: "kube-apiserver-kubelet-client",
    organizations: ["system:masters"],
  });
  const reach = createReach(client);
  const backend = createBackend(options, adminToken, reach);
  const serving: Serving = { backend, audit: options.audit, fault: createFaultGate(backend.store, options.faults) };
  const listener = await listen({
    port: options.port ?? 0,
    tls: { ...certificate, clientCa: authority.cert },
    handler: (incoming, outgoing) => {
      void handle(serving, incoming, outgoing);
    },
  });
  const url = `https://127.0.0.1:${listener.port}`;
  return {
    url,
    port: listener.port,
    ca: authority.cert,
    authority,
    adminToken,
    kubeconfig: () => kubeconfigText(url, authority.cert, adminToken),
    setEntrance: (entrance) => reach.open(entrance),
    stop: () => listener.close(),
  };
}
