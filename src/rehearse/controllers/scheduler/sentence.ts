import type { Misfit } from "./filters.ts";

/** What the scheduler says when a pod fits nowhere. Source: FitError in pkg/scheduler/framework/types.go of 1.34, and what a real one wrote. */

function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`);
  return parts.sort().join(", ");
}

const unhelpful = "Preemption is not helpful for scheduling";
const noVictims = "No preemption victims found for incoming pod";

/**
 * The sentence over the misfits of all nodes: the reasons counted, then why taking other pods' places would not help. Pods of
 * lower priority are never evicted here, so nothing is ever found.
 */
export function misfitSentence(misfits: readonly Misfit[]): string {
  const count = misfits.length;
  if (count === 0) return "no nodes available to schedule pods";
  const head = `0/${count} nodes are available:`;
  const reasons = histogram(misfits.flatMap((misfit) => misfit.reasons));
  const after = histogram(misfits.map((misfit) => (misfit.final ? unhelpful : noVictims)));
  return `${head} ${reasons}. no new claims to deallocate, preemption: ${head} ${after}.`;
}

/** The sentence where the pod itself cannot be placed on any node, such as one with a claim that does not exist. */
export function podSentence(nodes: number, reason: string): string {
  return nodes === 0 ? misfitSentence([]) : `0/${nodes} nodes are available: ${reason}. not found`;
}
