import type { KubeObject } from "../../model/kubernetes/object.ts";
import { type ApiFailure, type ApiSuccess, type BeforeTry, isAbsent } from "./api.ts";
import type { Server } from "./server.ts";

/** `spec` of a coordination.k8s.io/v1 Lease. Instants are RFC 3339 with microseconds. */
export interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

/** A Lease as it was read. */
export type LeaseObject = KubeObject & { readonly spec?: LeaseSpec };

/** Which Lease, and for whom. */
export interface LeaseWish {
  readonly name: string;
  readonly namespace: string;
  readonly holder: string;
  readonly ttlSeconds: number;
}

const apiVersion = "coordination.k8s.io/v1";

function collection(wish: LeaseWish): string {
  return `/apis/${apiVersion}/namespaces/${encodeURIComponent(wish.namespace)}/leases`;
}

/** Reads the Lease; null when it is not there. */
export async function readLease(server: Server, wish: LeaseWish): Promise<{ lease: LeaseObject | null } | ApiFailure> {
  const got = await server.api.json({
    method: "GET",
    path: `${collection(wish)}/${encodeURIComponent(wish.name)}`,
    timeoutSeconds: 5,
  });
  if (got.ok) return { lease: got.body as LeaseObject };
  // A namespace that is not there says 404 too, and is found out when the Lease is made.
  return isAbsent(got) ? { lease: null } : got;
}

/** What is written, over which Lease that was read; `beforeTry` may stop a try that comes too late. */
export interface LeaseWrite {
  readonly read: LeaseObject | null;
  readonly spec: LeaseSpec;
  readonly beforeTry?: BeforeTry;
}

/** Writes the Lease over the one that was read: 409 when somebody else was faster. */
export function writeLease(server: Server, wish: LeaseWish, write: LeaseWrite): Promise<ApiSuccess | ApiFailure> {
  const { read, spec, beforeTry } = write;
  const path = read ? `${collection(wish)}/${encodeURIComponent(wish.name)}` : collection(wish);
  const body = read
    ? { ...read, apiVersion, kind: "Lease", spec }
    : { apiVersion, kind: "Lease", metadata: { name: wish.name, namespace: wish.namespace }, spec };
  const request = {
    method: read ? "PUT" : "POST",
    path: `${path}?fieldManager=salvor`,
    body: { type: "application/json", text: JSON.stringify(body) },
    timeoutSeconds: 5,
  } as const;
  return server.api.json(request, beforeTry);
}

/** Now, as a Lease writes it. */
export function microTime(iso: string): string {
  return iso.replace(/(\.\d{3})Z$/, "$1000Z");
}
