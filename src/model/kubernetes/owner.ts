import type { Graph, Vertex } from "../graph.ts";
import { controllerOf, type KubeObject } from "./object.ts";

/** The workload that an object belongs to, by its controllers; itself where it has none, or none that was seen. */
export function topOwner(graph: Graph, vertex: Vertex): Vertex {
  const owner = controllerOf(vertex.value as KubeObject);
  const [edge] = owner ? graph.out(vertex.id, "owner") : [];
  const look = edge ? graph.sight(edge.to) : undefined;
  return look?.seen && look.value ? topOwner(graph, look.value) : vertex;
}

/** A field of a pod's template where it is written: in the workload, if the pod has one. `spec.containers[0].image`. */
export function templateField(graph: Graph, pod: Vertex, field: string): string {
  const top = topOwner(graph, pod);
  return top.id === pod.id ? `${pod.id}#${field}` : `${top.id}#spec.template.${field}`;
}
