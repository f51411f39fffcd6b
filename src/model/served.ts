import type { Graph } from "./graph.ts";
import { type ObjectVertex, objectsOf } from "./objects.ts";

/** The workloads whose pods a Service leads to. */
export function* servedWorkloads(graph: Graph): Iterable<ObjectVertex> {
  for (const workload of objectsOf(graph, ["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"]))
    if ([...graph.in(workload.id, "selector")].some(({ from }) => from.includes(":v1/Service/"))) yield workload;
}
