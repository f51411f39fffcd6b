import { expect, test, vi } from "vitest";
import { withinGrace } from "./grace.ts";

test("work that ends is waited for, whether somebody asks to stop or not", async () => {
  await expect(withinGrace(Promise.resolve(1), new AbortController().signal)).resolves.toBe(1);
  await expect(withinGrace(Promise.resolve(2), AbortSignal.abort())).resolves.toBe(2);
  await expect(withinGrace(Promise.reject(new Error("broken")), AbortSignal.abort())).rejects.toThrow("broken");
});

test("work that is stuck is given up some seconds after somebody asked to stop", async () => {
  vi.useFakeTimers();
  try {
    const stop = new AbortController();
    const stuck = withinGrace(new Promise(() => undefined), stop.signal);
    const ended = expect(stuck).rejects.toThrow("stop");
    stop.abort(new Error("stop"));
    await vi.advanceTimersByTimeAsync(6_000);
    await ended;
  } finally {
    vi.useRealTimers();
  }
});
