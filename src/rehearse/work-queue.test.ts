import { expect, test } from "vitest";
import type { RehearsalClock } from "./clock.ts";
import { startQueue } from "./work-queue.ts";

interface Timer {
  at: number;
  call: () => void;
}

function handClock(): RehearsalClock & { forward(milliseconds: number): Promise<void> } {
  let now = 0;
  const timers = new Set<Timer>();
  return {
    now: () => now,
    after: (milliseconds, call) => {
      const timer = { at: now + milliseconds, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    forward: async (milliseconds) => {
      now += milliseconds;
      for (const timer of [...timers]) if (timer.at <= now && timers.delete(timer)) timer.call();
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    },
  };
}

test("a key is worked on once for many additions, and once more for those made meanwhile", async () => {
  const clock = handClock();
  const stop = new AbortController();
  const gates: (() => void)[] = [];
  const seen: string[] = [];
  const queue = startQueue({
    clock,
    signal: stop.signal,
    work: (key) => {
      seen.push(key);
      return new Promise((resolve) => gates.push(resolve));
    },
  });
  queue.add("a");
  queue.add("a");
  await clock.forward(0);
  expect(seen).toEqual(["a"]);
  queue.add("a");
  queue.add("a");
  await clock.forward(0);
  expect(seen).toEqual(["a"]);
  gates.shift()?.();
  await clock.forward(0);
  expect(seen).toEqual(["a", "a"]);
  stop.abort();
});

test("after a failure the delay doubles, and starts anew after a success", async () => {
  const clock = handClock();
  const stop = new AbortController();
  const at: number[] = [];
  let fails = true;
  const queue = startQueue({
    clock,
    signal: stop.signal,
    firstDelay: 100,
    work: async () => {
      at.push(clock.now());
      if (fails) throw new Error("not yet");
    },
  });
  queue.add("a");
  for (let step = 0; step < 8; step++) await clock.forward(50);
  expect(at).toEqual([50, 150, 350]);
  fails = false;
  for (let step = 0; step < 8; step++) await clock.forward(50);
  expect(at).toEqual([50, 150, 350, 750]);
  expect(queue.failures("a")).toBe(0);
  stop.abort();
});

test("nothing runs after the signal aborted, and idle waits for what was running", async () => {
  const clock = handClock();
  const stop = new AbortController();
  let done = false;
  const gate = Promise.withResolvers<void>();
  const seen: string[] = [];
  const queue = startQueue({
    clock,
    signal: stop.signal,
    workers: 1,
    work: async (key) => {
      seen.push(key);
      await gate.promise;
    },
  });
  queue.add("a");
  queue.add("b");
  queue.addAfter("c", 10);
  await clock.forward(0);
  stop.abort();
  void queue.idle().then(() => {
    done = true;
  });
  await clock.forward(20);
  expect(done).toBe(false);
  gate.resolve();
  await clock.forward(20);
  expect({ done, seen }).toEqual({ done: true, seen: ["a"] });
});
