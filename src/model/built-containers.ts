import type { Build } from "./builds.ts";
import type { Graph, Vertex } from "./graph.ts";
import { type ContainerAt, containersAt, type TemplateAt, templateAt } from "./kubernetes/template.ts";
import { vertexAt } from "./objects.ts";

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
    const workload = vertexAt(graph, from);
    const build = vertexAt<Build>(graph, to);
    if (!workload || !build) continue;
    const at = templateAt(workload);
    const container = at && containersAt(at).find((one) => `${one.field}.image` === field);
    if (at && container) yield { of: workload, at, container, build };
  }
}
