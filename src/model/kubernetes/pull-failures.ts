import type { Evidence } from "../evidence.ts";
import type { Graph, Vertex } from "../graph.ts";
import { containersIn, isWaitingFor, pullReasons } from "./containers.ts";
import { formatImage, parseImage } from "./image.ts";
import type { Pod } from "./pod.ts";
import { type PullError, pullMessageOf } from "./pull-error.ts";

/** An image that a container of a pod waits for in vain. `name` is in full, `host` its registry. */
export interface PullFailure {
  readonly container: string;
  readonly name: string;
  readonly host: string;
  readonly error: PullError;
  readonly text: string;
  readonly evidence: Evidence;
}

/** The images of a pod that could not be pulled for one of these reasons. */
export function pullFailuresOf(vertex: Vertex, graph: Graph, errors: readonly PullError[]): readonly PullFailure[] {
  if (vertex.subject.kind !== "object" || vertex.subject.ref.kind !== "Pod") return [];
  return containersIn(vertex.value as Pod).flatMap((one) => {
    const reference = parseImage(one.container.image ?? "");
    if (!reference || !isWaitingFor(one, ...pullReasons, "RegistryUnavailable")) return [];
    const { error, text, evidence } = pullMessageOf(vertex, one, graph);
    if (!error || !errors.includes(error)) return [];
    const name = formatImage(reference);
    return [{ container: one.name, name, host: reference.host, error, text, evidence }];
  });
}
