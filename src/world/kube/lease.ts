import type { LeaseHolder, LeaseKeeper, Refusal } from "../../model/world.ts";
import type { ApiFailure } from "./api.ts";
import { holdLease, type Moment, moment, secondsSince } from "./held-lease.ts";
import { type LeaseObject, type LeaseSpec, type LeaseWish, microTime, readLease, writeLease } from "./lease-record.ts";
import { quoted } from "./query.ts";
import { refusalCode } from "./refusals.ts";
import type { Server } from "./server.ts";

/** The lock of a fleet on one API server, as client-go's leader election keeps it. */
export function createLeaseKeeper(server: Server): LeaseKeeper {
  return { acquire: (wish) => acquire(server, wish) };
}

type Acquired = Awaited<ReturnType<LeaseKeeper["acquire"]>>;

/** The version of a Lease that looks run out, and since when we have seen it so. */
interface Watched {
  readonly version: string;
  readonly since: Moment;
}

/**
 * Takes the Lease if it is free or run out. Run out means: unchanged for its whole duration *by our own clock since we
 * first saw it*, since the holder's clock may be wrong; one that says it is still valid is not waited for.
 */
async function acquire(server: Server, wish: LeaseWish): Promise<Acquired> {
  let watched: Watched | undefined;
  for (;;) {
    const got = await tryOnce(server, wish, watched);
    if ("done" in got) return got.done;
    watched = got.watched;
  }
}

async function tryOnce(
  server: Server,
  wish: LeaseWish,
  before: Watched | undefined,
): Promise<{ done: Acquired } | { watched: Watched | undefined }> {
  const read = await readLease(server, wish);
  if ("ok" in read) return { done: { refused: await refusalOf(server, wish, read) } };
  const { lease } = read;
  if (lease && isTaken(lease, wish)) {
    if (isAlive(server, lease, before)) return { done: { heldBy: holderOf(lease) } };
    const watched = before ?? { version: lease.metadata.resourceVersion ?? "", since: moment() };
    if (await waited(server, durationOf(lease) - secondsSince(watched.since))) return { watched };
  }
  const taken = await take(server, wish, lease);
  // Nothing taken: somebody was faster, and it is looked again who.
  return taken ? { done: taken } : { watched: undefined };
}

/** Waits for a part of what is left of a lease; false when nothing is. */
async function waited(server: Server, leftSeconds: number): Promise<boolean> {
  if (leftSeconds > 0) await server.clock.sleep(Math.min(1, leftSeconds));
  return leftSeconds > 0;
}

function isTaken(lease: LeaseObject, wish: LeaseWish): boolean {
  const holder = lease.spec?.holderIdentity;
  return Boolean(holder) && holder !== wish.holder;
}

function isAlive(server: Server, lease: LeaseObject, watched: Watched | undefined): boolean {
  if (watched && watched.version !== lease.metadata.resourceVersion) return true;
  return expiresAt(lease) > Date.parse(server.clock.now());
}

/** Writes ourselves into the Lease; undefined when somebody else wrote it meanwhile. */
async function take(server: Server, wish: LeaseWish, lease: LeaseObject | null): Promise<Acquired | undefined> {
  const asked = moment();
  const got = await writeLease(server, wish, { read: lease, spec: takenSpec(server, wish, lease) });
  if (got.ok) return { held: holdLease(server, wish, { lease: got.body as LeaseObject, renewedAt: asked }) };
  return got.status === 409 ? undefined : { refused: await refusalOf(server, wish, got) };
}

function takenSpec(server: Server, wish: LeaseWish, before: LeaseObject | null): LeaseSpec {
  const now = microTime(server.clock.now());
  const again = before?.spec?.holderIdentity === wish.holder;
  return {
    holderIdentity: wish.holder,
    leaseDurationSeconds: wish.ttlSeconds,
    acquireTime: again ? (before?.spec?.acquireTime ?? now) : now,
    renewTime: now,
    leaseTransitions: (before?.spec?.leaseTransitions ?? 0) + (before === null || again ? 0 : 1),
  };
}

function durationOf(lease: LeaseObject): number {
  return lease.spec?.leaseDurationSeconds ?? 15;
}

function expiresAt(lease: LeaseObject): number {
  return Date.parse(lease.spec?.renewTime ?? "1970-01-01T00:00:00Z") + durationOf(lease) * 1000;
}

function holderOf(lease: LeaseObject): LeaseHolder {
  return {
    holder: lease.spec?.holderIdentity ?? "",
    renewedAt: lease.spec?.renewTime ?? "",
    expiresAt: new Date(expiresAt(lease)).toISOString(),
  };
}

async function refusalOf(server: Server, wish: LeaseWish, failure: ApiFailure): Promise<Refusal> {
  const query = `${server.access.kubectl} get lease ${quoted(wish.name)} -n ${quoted(wish.namespace)} -o json`;
  const { evidence } = await server.unseen(query, failure);
  return { code: refusalCode(failure), message: failure.message, evidence };
}
