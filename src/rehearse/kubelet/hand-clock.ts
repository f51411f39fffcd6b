import type { RehearsalClock } from "../clock.ts";

/** A clock that stands still until it is moved. */
export interface HandClock extends RehearsalClock {
  /** Moves the time on, from one timer to the next, and lets what each sets going come to rest. */
  forward(milliseconds: number): Promise<void>;
}

/** Enough turns for chains of promises that wait for nothing else. */
const turns = 50;

async function settle(): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
}

/** Makes a clock for tests; it begins at 2026-01-01T00:00:00Z. */
export function createHandClock(): HandClock {
  let now = Date.UTC(2026, 0, 1);
  const timers = new Set<{ at: number; call: () => void }>();
  return {
    now: () => now,
    after: (milliseconds, call) => {
      const timer = { at: now + milliseconds, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    forward: async (milliseconds) => {
      const end = now + milliseconds;
      await settle();
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        now = Math.max(now, next.at);
        timers.delete(next);
        next.call();
        await settle();
      }
      now = end;
    },
  };
}
