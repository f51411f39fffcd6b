import type { Graph } from "./graph.ts";
import { isMapping } from "./kubernetes/fields.ts";

/**
 * Whether a ConfigMap that a pod mounts or takes variables from speaks of a port: a program's own file says where it
 * listens. `pod` is the vertex id of what has the template.
 */
export function isSpokenOf(graph: Graph, pod: string, port: number): boolean {
  const spoken = new RegExp(`(?:listen|port|:)[^\\d\\n]{0,12}${port}(?!\\d)`, "i");
  const configs = ["volume", "env-from", "env"].flatMap((relation) => [...graph.out(pod, relation)]);
  return configs.some(({ to }) => settingsIn(graph, to).some((setting) => spoken.test(setting)));
}

/** What a ConfigMap holds, each setting behind its name; nothing for a Secret. */
function settingsIn(graph: Graph, id: string): readonly string[] {
  const look = id.includes(":v1/ConfigMap/") ? graph.sight(id) : undefined;
  const data = look?.seen && look.value ? (look.value.value as { data?: unknown }).data : undefined;
  return isMapping(data) ? Object.entries(data).map(([name, text]) => `${name}: ${text}`) : [];
}
