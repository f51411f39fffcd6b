import type { Build } from "./builds.ts";
import type { Graph, Vertex } from "./graph.ts";
import { type ContainerAt, containersAt, type TemplateAt, templateAt } from "./kubernetes/template.ts";

/** A container whose image is built in this repository. */
export interface BuiltContainer {
  readonly of: Vertex;
  readonly at: TemplateAt;
  readonly container: ContainerAt;
  readonly build: Vertex<Build>;
}

/** Every container whose image is built in this repository. */
export function* builtContainers(graph: Graph): Iterable<BuiltContainer> {
  for (const { from, to, field = "" } of graph.edges("build")) {
    const workload = graph.sight(from);
    const build = graph.sight(to);
    if (!workload.seen || !workload.value || !build.seen || !build.value) continue;
    const at = templateAt(workload.value);
    const container = at && containersAt(at).find((one) => `${one.field}.image` === field);
    if (at && container) yield { of: workload.value, at, container, build: build.value as Vertex<Build> };
  }
}
