import { systemClock } from "./clock.ts";

/** How long work that cannot be interrupted may still take after somebody asked to stop. */
const graceSeconds = 5;

/** Waits for work; after the signal aborted only for some seconds more, then rejects with what the signal says. */
export async function withinGrace<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = new AbortController();
  const asked = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true, signal: settled.signal });
  });
  const late = asked.then(async (): Promise<never> => {
    await systemClock.sleep(graceSeconds, settled.signal);
    throw signal.reason;
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    settled.abort();
  }
}
