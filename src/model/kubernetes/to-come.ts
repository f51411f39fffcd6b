import type { Graph } from "../graph.ts";

/** The root of what the plan declares, and of what a run has written of it. */
export const planRoot = "plan";
export const appliedRoot = "applied";

/** Whether the plan is still to bring an object of the cluster (by its id): then it is not missing but on its way. */
export function isToCome(graph: Graph, id: string): boolean {
  const has = (root: string): boolean => {
    const look = graph.sight(id.replace(/^cluster:/, `${root}:`));
    return look.seen && look.value !== null;
  };
  return has(planRoot) && !has(appliedRoot);
}
