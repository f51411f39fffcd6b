import type { HeldLease } from "../../model/world.ts";
import { type LeaseObject, type LeaseWish, microTime, readLease, writeLease } from "./lease-record.ts";
import type { Server } from "./server.ts";

/** An instant by both clocks of the machine. */
export interface Moment {
  readonly steady: number;
  readonly wall: number;
}

/** Now. */
export function moment(): Moment {
  return { steady: performance.now(), wall: Date.now() };
}

/**
 * Seconds since then, by whichever clock ran further: the steady one stands still while a laptop sleeps, the other may
 * be set back. Erring on the side of "too late" is what keeps two writers apart.
 */
export function secondsSince(then: Moment): number {
  const now = moment();
  return Math.max(now.steady - then.steady, now.wall - then.wall) / 1000;
}

/** Keeps a Lease that was just written: renews it three times within its duration, and tells when it is lost. */
export function holdLease(
  server: Server,
  wish: LeaseWish,
  first: { lease: LeaseObject; renewedAt: Moment },
): HeldLease {
  const held = new Keeper(server, wish, first);
  return {
    name: wish.name,
    namespace: wish.namespace,
    holder: wish.holder,
    lost: held.lost.signal,
    holds: () => held.holds(),
    release: () => held.release(),
  };
}

class Keeper {
  readonly lost = new AbortController();
  readonly #server: Server;
  readonly #wish: LeaseWish;
  readonly #timer: NodeJS.Timeout;
  #lease: LeaseObject;
  #renewedAt: Moment;
  #released = false;
  #renewing: Promise<void> = Promise.resolve();

  constructor(server: Server, wish: LeaseWish, first: { lease: LeaseObject; renewedAt: Moment }) {
    this.#server = server;
    this.#wish = wish;
    this.#lease = first.lease;
    this.#renewedAt = first.renewedAt;
    this.#timer = setInterval(
      () => {
        if (!this.holds()) return;
        this.#renewing = this.#renewing.then(() => this.#renew());
      },
      (wish.ttlSeconds * 1000) / 3,
    );
    // A lease that nobody released must not keep a process alive that has nothing else to do.
    this.#timer.unref();
  }

  holds(): boolean {
    const { ttlSeconds } = this.#wish;
    if (this.#isOurs() && secondsSince(this.#renewedAt) >= ttlSeconds) {
      this.#lose(`it could not be renewed for ${ttlSeconds} s`);
    }
    return this.#isOurs();
  }

  async release(): Promise<void> {
    if (this.#released) return;
    clearInterval(this.#timer);
    await this.#renewing;
    const ours = this.#isOurs();
    this.#released = true;
    if (!ours) return;
    const now = microTime(this.#server.clock.now());
    const free = { holderIdentity: "", leaseDurationSeconds: 1, renewTime: now, acquireTime: now };
    await writeLease(this.#server, this.#wish, { read: this.#lease, spec: { ...this.#lease.spec, ...free } });
  }

  #isOurs(): boolean {
    return !this.#released && !this.lost.signal.aborted;
  }

  #lose(why: string): void {
    clearInterval(this.#timer);
    if (!this.lost.signal.aborted) this.lost.abort(new Error(why));
  }

  async #renew(): Promise<void> {
    if (!this.#isOurs()) return;
    const asked = moment();
    const spec = { ...this.#lease.spec, renewTime: microTime(this.#server.clock.now()) };
    // A try that waited must not renew what was given up meanwhile: the next holder counts on its silence.
    const beforeTry = (): string | undefined => (this.holds() ? undefined : "the lease was lost meanwhile");
    const got = await writeLease(this.#server, this.#wish, { read: this.#lease, spec, beforeTry });
    if (got.ok) {
      this.#lease = got.body as LeaseObject;
      this.#renewedAt = asked;
    } else if (got.status === 409 || got.status === 404) {
      await this.#lookAgain();
    }
  }

  /** Somebody else wrote the Lease: a person who labelled it, or the next holder. */
  async #lookAgain(): Promise<void> {
    const read = await readLease(this.#server, this.#wish);
    if ("ok" in read) return;
    const holder = read.lease?.spec?.holderIdentity;
    if (read.lease && holder === this.#wish.holder) this.#lease = read.lease;
    else this.#lose(holder ? `it was taken over by ${holder}` : "it was released or deleted by somebody else");
  }
}
