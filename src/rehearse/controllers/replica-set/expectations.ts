import type { RehearsalClock } from "../../clock.ts";

/** What was asked of the API and has not come back through the watch: until it has, counting pods would count wrong. */
export interface Expectations {
  expectCreations(key: string, count: number): void;
  expectDeletions(key: string, uids: readonly string[]): void;
  created(key: string): void;
  deleted(key: string, uid: string): void;
  /** Whether nothing is outstanding; what is older than five minutes is given up. */
  satisfied(key: string): boolean;
  forget(key: string): void;
}

interface Outstanding {
  creations: number;
  readonly deletions: Set<string>;
  readonly at: number;
}

const patience = 300_000;

/** Makes an empty record. Source: pkg/controller/controller_utils.go of Kubernetes 1.34. */
export function createExpectations(clock: RehearsalClock): Expectations {
  const outstanding = new Map<string, Outstanding>();
  return {
    expectCreations: (key, count) => {
      outstanding.set(key, { creations: count, deletions: new Set(), at: clock.now() });
    },
    expectDeletions: (key, uids) => {
      outstanding.set(key, { creations: 0, deletions: new Set(uids), at: clock.now() });
    },
    created: (key) => {
      const found = outstanding.get(key);
      if (found) found.creations -= 1;
    },
    deleted: (key, uid) => {
      outstanding.get(key)?.deletions.delete(uid);
    },
    satisfied: (key) => {
      const found = outstanding.get(key);
      if (!found) return true;
      return (found.creations <= 0 && found.deletions.size === 0) || clock.now() - found.at > patience;
    },
    forget: (key) => {
      outstanding.delete(key);
    },
  };
}
