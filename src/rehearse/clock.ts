/** The only place of the rehearsal cluster that knows the time. Tests hand in one that they move themselves. */
export interface RehearsalClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after so many milliseconds; returns what cancels it. */
  after(milliseconds: number, call: () => void): () => void;
}

/** The wall clock. Its timers do not keep the process alive. */
export const wallClock: RehearsalClock = {
  now: () => Date.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds of a clock, or as soon as the signal aborts. */
export function sleep(clock: RehearsalClock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(milliseconds, done);
    signal?.addEventListener("abort", done, { once: true });
  });
}

/** An instant as Kubernetes writes `metav1.Time`: RFC 3339 in whole seconds, UTC. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** An instant as Kubernetes writes `metav1.MicroTime`. */
export function microTimestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 23)}000Z`;
}
