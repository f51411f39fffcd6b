import type { Evidence } from "../evidence.ts";
import type { Edge, Graph, Vertex } from "../graph.ts";
import { containersIn, isWaitingFor, waitingOf } from "./containers.ts";
import type { KubeObject } from "./object.ts";
import type { Pod } from "./pod.ts";
import { isToCome } from "./to-come.ts";

/** What a pod that cannot start names of ConfigMaps and Secrets. */
export interface Reference {
  readonly edge: Edge;
  readonly kind: "Secret" | "ConfigMap";
  readonly name: string;
}

/** Whether the containers of a pod wait for settings: the kubelet says so, or it waits for a volume. */
function isWaitingForConfig(pod: Pod): boolean {
  return containersIn(pod).some((one) =>
    isWaitingFor(one, "CreateContainerConfigError", "ContainerCreating", "PodInitializing"),
  );
}

/** The references that a pod which waits for settings cannot do without. */
export function neededReferences(vertex: Vertex, graph: Graph): readonly Reference[] {
  if (vertex.subject.kind !== "object" || vertex.subject.ref.kind !== "Pod") return [];
  if (!isWaitingForConfig(vertex.value as Pod)) return [];
  const found = new Map<string, Reference>();
  for (const relation of ["env", "env-from", "volume"]) {
    for (const edge of graph.out(vertex.id, relation)) {
      const [kind, , name] = edge.to.replace(/^[^/]*\//, "").split("/");
      if (edge.optional || !name || (kind !== "Secret" && kind !== "ConfigMap")) continue;
      found.set(`${edge.to} ${edge.part ?? ""}`, { edge, kind, name });
    }
  }
  return [...found.values()];
}

/** The objects of a kind that a pod needs and that are not there, or that could not be looked at and the kubelet names. */
export function missingObjects(vertex: Vertex, graph: Graph, kind: Reference["kind"]): readonly MissingObject[] {
  const found = new Map<string, MissingObject>();
  for (const { edge, name, kind: own } of neededReferences(vertex, graph)) {
    if (own !== kind || found.has(edge.to)) continue;
    const look = graph.sight(edge.to);
    if (look.seen ? look.value !== null || isToCome(graph, edge.to) : !kubeletNames(vertex, kind, name)) continue;
    found.set(edge.to, { id: edge.to, name, field: edge.field ?? "", sure: look.seen, evidence: look.evidence });
  }
  return [...found.values()];
}

/** An object that is missing; `sure`: its absence was seen, not only told. */
export interface MissingObject {
  readonly id: string;
  readonly name: string;
  readonly field: string;
  readonly sure: boolean;
  readonly evidence: Evidence;
}

function kubeletNames(vertex: Vertex, kind: string, name: string): boolean {
  const text = `${kind.toLowerCase()} "${name}" not found`;
  return containersIn(vertex.value as Pod).some((one) => waitingOf(one)?.message?.includes(text));
}

/** The names under which an object holds values. */
export function keysOf(object: KubeObject): ReadonlySet<string> {
  const { data, binaryData } = object as { data?: object; binaryData?: object };
  return new Set(Object.keys({ ...data, ...binaryData }));
}
