import type { RehearsalClock } from "./clock.ts";

/** Keys to be worked on: each at most once in the queue, never twice at a time, again after a failure. */
export interface WorkQueue {
  add(key: string): void;
  /** Adds after so many milliseconds; an earlier date that is already set for the key holds. */
  addAfter(key: string, milliseconds: number): void;
  /** How often in a row work on a key has failed. */
  failures(key: string): number;
  /** Resolves when nothing is being worked on any more. Nothing is started after the signal aborted. */
  idle(): Promise<void>;
}

/** How to work. `work` rejects to be called again after a growing delay. */
export interface QueueOptions {
  readonly clock: RehearsalClock;
  readonly signal: AbortSignal;
  readonly work: (key: string) => Promise<void>;
  /** Nothing is worked on before this resolves: as a rule, before the local copies are filled. */
  readonly begin?: Promise<void>;
  /** How many keys are worked on at a time. Default: 5, as controllers of Kubernetes have. */
  readonly workers?: number;
  /** Delay after the first failure, doubled for each further one. Default: 5. */
  readonly firstDelay?: number;
  /** Default: 1,000,000, as in client-go. */
  readonly longestDelay?: number;
}

interface Waiting {
  readonly at: number;
  cancel(): void;
}

/** Starts a queue that works off keys until the signal aborts. */
export function startQueue(options: QueueOptions): WorkQueue {
  const { clock, signal, work, workers = 5, firstDelay = 5, longestDelay = 1_000_000 } = options;
  const queued = new Set<string>();
  const running = new Set<string>();
  const again = new Set<string>();
  const failed = new Map<string, number>();
  const waiting = new Map<string, Waiting>();
  let whenIdle: (() => void)[] = [];
  let begun = options.begin === undefined;

  const run = async (key: string): Promise<void> => {
    running.add(key);
    try {
      await work(key);
      failed.delete(key);
    } catch {
      const times = failed.get(key) ?? 0;
      failed.set(key, times + 1);
      addAfter(key, Math.min(firstDelay * 2 ** times, longestDelay));
    }
    running.delete(key);
    if (again.delete(key)) queued.add(key);
    next();
  };
  const next = (): void => {
    for (const key of queued) {
      if (!begun || signal.aborted || running.size >= workers) break;
      queued.delete(key);
      void run(key);
    }
    if (running.size > 0) return;
    for (const call of whenIdle) call();
    whenIdle = [];
  };
  const add = (key: string): void => {
    if (signal.aborted) return;
    if (running.has(key)) again.add(key);
    else if (!queued.has(key)) {
      queued.add(key);
      if (running.size < workers) queueMicrotask(next);
    }
  };
  const addAfter = (key: string, milliseconds: number): void => {
    if (signal.aborted) return;
    if (milliseconds <= 0) {
      add(key);
      return;
    }
    const at = clock.now() + milliseconds;
    const set = waiting.get(key);
    if (set && set.at <= at) return;
    set?.cancel();
    const cancel = clock.after(milliseconds, () => {
      waiting.delete(key);
      add(key);
    });
    waiting.set(key, { at, cancel });
  };
  void options.begin?.then(() => {
    begun = true;
    next();
  });
  signal.addEventListener(
    "abort",
    () => {
      for (const { cancel } of waiting.values()) cancel();
      waiting.clear();
      queued.clear();
    },
    { once: true },
  );
  return {
    add,
    addAfter,
    failures: (key) => failed.get(key) ?? 0,
    idle: () => (running.size === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
  };
}
