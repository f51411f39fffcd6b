import type { Clock } from "../model/world.ts";

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  sleep: (seconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(done, Math.max(0, seconds) * 1000);
      signal?.addEventListener("abort", done, { once: true });
      function done(): void {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      }
    }),
};
