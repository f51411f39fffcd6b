import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { HeldLease, LeaseKeeper } from "../../model/world.ts";
import { systemClock } from "../clock.ts";
import { createMasker } from "../mask/create-masker.ts";
import { createApi } from "./api.ts";
import { type ApiAnswer, type ApiRequest, type Connection, TransportFailure } from "./connection.ts";
import { createLeaseKeeper } from "./lease.ts";
import { createServer } from "./server.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Kept {
  lease?: { metadata: { resourceVersion: string }; spec: { holderIdentity?: string; leaseTransitions?: number } };
  /** While true nothing gets through, as when a network is cut. */
  cut: boolean;
  /** While true the server asks to come again in ten seconds. */
  busy?: boolean;
}

function answer(status: number, body: unknown): ApiAnswer {
  return { status, headers: {}, body: Buffer.from(JSON.stringify(body)) };
}

/** One Lease behind optimistic locking, as any API server keeps it. */
function serve(kept: Kept, { method, path, body }: ApiRequest): ApiAnswer {
  if (!path.includes("/leases")) return answer(200, { metadata: { uid: "u" }, gitVersion: "v1" });
  const version = kept.lease?.metadata.resourceVersion;
  if (body) {
    const sent = JSON.parse(body.text);
    const clash = method === "POST" ? kept.lease !== undefined : sent.metadata.resourceVersion !== version;
    if (clash) return answer(409, { kind: "Status", reason: "Conflict", message: "the object has been modified" });
    kept.lease = { ...sent, metadata: { ...sent.metadata, resourceVersion: String(Number(version ?? 0) + 1) } };
  }
  return kept.lease
    ? answer(200, kept.lease)
    : answer(404, { kind: "Status", reason: "NotFound", message: "not found", details: { name: "salvor.shop" } });
}

function leaseServer(): { kept: Kept; keeper: () => LeaseKeeper } {
  const kept: Kept = { cut: false };
  const connection: Connection = {
    async send(request) {
      if (kept.cut) throw new TransportFailure("ECONNRESET", "it closed the connection", undefined);
      if (kept.busy) return { ...answer(429, { kind: "Status", message: "busy" }), headers: { "retry-after": "10" } };
      return serve(kept, request);
    },
    stream: () => expect.fail("nobody watches here"),
    expiry: () => undefined,
    close: () => undefined,
  };
  const masker = createMasker(Buffer.alloc(32, 5));
  const access = {
    context: "t",
    kubectl: "kubectl",
    namespace: "d",
    server: new URL("https://x"),
    tls: { insecure: false },
    user: { value: {}, file: "" },
    cluster: {},
    asGroups: [],
  };
  const parts = { access, api: createApi(connection, systemClock, masker), clock: systemClock, masker };
  return { kept, keeper: () => createLeaseKeeper(createServer(parts)) };
}

async function hold(keeper: LeaseKeeper, holder: string): Promise<HeldLease> {
  const got = await keeper.acquire({ ...wish, holder });
  return "held" in got ? got.held : expect.fail(`not held: ${JSON.stringify(got)}`);
}

async function pass(seconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(seconds * 1000);
}

const wish = { name: "salvor.shop", namespace: "shop", ttlSeconds: 15 };

test("one holder at a time: the second is told who holds it, and gets it when it is released", async () => {
  const { keeper, kept } = leaseServer();
  const ann = await hold(keeper(), "ann");
  expect(await keeper().acquire({ ...wish, holder: "bob" })).toMatchObject({ heldBy: { holder: "ann" } });
  // Longer than its duration: it is renewed.
  await pass(40);
  expect(ann.holds()).toBe(true);
  expect(await keeper().acquire({ ...wish, holder: "bob" })).toMatchObject({ heldBy: { holder: "ann" } });
  await ann.release();
  expect(ann.holds()).toBe(false);
  const bob = await hold(keeper(), "bob");
  expect(kept.lease?.spec).toMatchObject({ holderIdentity: "bob", leaseTransitions: 1 });
  await bob.release();
});

test("a holder that cannot renew stops holding by itself, before anybody may take over", async () => {
  const { keeper, kept } = leaseServer();
  const ann = await hold(keeper(), "ann");
  kept.cut = true;
  await pass(14);
  expect(ann.holds()).toBe(true);
  await pass(2);
  expect(ann.lost.aborted).toBe(true);
  kept.cut = false;
  let bob: HeldLease | undefined;
  const waiting = hold(keeper(), "bob").then((held) => {
    bob = held;
  });
  // Its time is over by its own word, but its clock might be wrong: it must stay unchanged for the whole duration.
  await pass(14);
  expect(bob).toBeUndefined();
  await pass(3);
  await waiting;
  expect(bob?.holds()).toBe(true);
  expect(ann.holds()).toBe(false);
  await bob?.release();
});

test("a renewal that the server put off is not made when it comes too late", async () => {
  const { keeper, kept } = leaseServer();
  const ann = await hold(keeper(), "ann");
  const before = kept.lease?.metadata.resourceVersion;
  kept.busy = true;
  // Asked at 5 s and put off until 15 s, when the lease has run out.
  await pass(14);
  kept.busy = false;
  await pass(20);
  expect(ann.holds()).toBe(false);
  expect(kept.lease?.metadata.resourceVersion).toBe(before);
});

test("a frozen process does not hold when it wakes, whatever its timers did", async () => {
  const { keeper } = leaseServer();
  const ann = await hold(keeper(), "ann");
  vi.setSystemTime(Date.now() + 20_000);
  expect(ann.holds()).toBe(false);
  expect(ann.lost.reason).toEqual(new Error("it could not be renewed for 15 s"));
});

test("a holder whose Lease was taken over learns it, and its release leaves the new one alone", async () => {
  const { keeper, kept } = leaseServer();
  const ann = await hold(keeper(), "ann");
  kept.lease = { metadata: { resourceVersion: "99" }, spec: { holderIdentity: "eve" } };
  await pass(6);
  expect(ann.lost.reason).toEqual(new Error("it was taken over by eve"));
  await ann.release();
  expect(kept.lease.spec.holderIdentity).toBe("eve");
});

test("a label put on the Lease by a person loses nothing", async () => {
  const { keeper, kept } = leaseServer();
  const ann = await hold(keeper(), "ann");
  if (kept.lease) kept.lease.metadata.resourceVersion = "50";
  await pass(40);
  expect(ann.holds()).toBe(true);
  await ann.release();
  expect(kept.lease?.spec.holderIdentity).toBe("");
});
