import type { Graph } from "./graph.ts";

const known = new WeakMap<Graph, { readonly version: number; readonly values: Map<string, unknown> }>();

/** What is worked out from a graph, once for as long as the graph does not change. A key must always mean the same thing. */
export function remembered<T>(graph: Graph, key: string, work: () => T): T {
  let memory = known.get(graph);
  if (memory?.version !== graph.version) {
    memory = { version: graph.version, values: new Map() };
    known.set(graph, memory);
  }
  if (memory.values.has(key)) return memory.values.get(key) as T;
  const value = work();
  memory.values.set(key, value);
  return value;
}
