import type { Evidence } from "../model/evidence.ts";
import type { Vertex } from "../model/graph.ts";
import type { Held, Past } from "../model/readiness.ts";

interface Reason {
  readonly since: string;
  readonly first: { readonly text: string; readonly evidence: Evidence };
  looks: number;
  /** The look that it was last mentioned in. */
  look: number;
}

/** Remembers, over the judgements of one object, which reasons have held and since when. */
export interface Memory {
  /** Begins a judgement. Reasons that the one before did not mention have ended. */
  judgement(now: string): Past;
}

/** Makes a memory. `atStart` finds a vertex as it was when the step began. */
export function createMemory(atStart: (id: string) => Vertex | undefined): Memory {
  const reasons = new Map<string, Reason>();
  let look = 0;
  return {
    judgement(now) {
      for (const [name, reason] of reasons) if (reason.look < look) reasons.delete(name);
      look += 1;
      const here = look;
      return { now, atStart, held: (name, text, evidence) => hold(reasons, name, { text, evidence, now, here }) };
    },
  };
}

function hold(
  reasons: Map<string, Reason>,
  name: string,
  seen: { text: string; evidence: Evidence; now: string; here: number },
): Held {
  const { text, evidence, now, here } = seen;
  const known = reasons.get(name);
  const reason = known ?? { since: now, first: { text, evidence }, looks: 0, look: 0 };
  if (reason.look !== here) {
    reason.look = here;
    reason.looks += 1;
  }
  reasons.set(name, reason);
  return { since: reason.since, looks: reason.looks, first: reason.first };
}
